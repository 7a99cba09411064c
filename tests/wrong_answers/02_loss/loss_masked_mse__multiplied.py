# mistake: The squares are multiplied by the mask, and 0 times NaN is NaN.
# named by: NaN|multipl
import numpy as np


def masked_mse(y_hat, y, mask):
    squares = ((y_hat - y) ** 2).sum(axis=2)
    return np.sum(squares * mask) / np.sum(mask)
