# mistake: Padding is recognised by NaN instead of by the mask, so finite padding counts.
# named by: mask|padding
import numpy as np


def masked_mse(y_hat, y, mask):
    sq = np.sum((y_hat - y) ** 2, axis=2)
    return np.nanmean(sq)
