# mistake: The mask is read as True at padding (as in PyTorch's key_padding_mask), so only padding counts.
# named by: mask|invert|padding
import numpy as np


def masked_mse(y_hat, y, mask):
    keep = ~mask
    diff = (y_hat - y)[keep]
    return np.sum(np.square(diff)) / keep.sum()
