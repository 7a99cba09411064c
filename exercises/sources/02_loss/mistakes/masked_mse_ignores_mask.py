"""Treats padding as data.

task: loss.masked_mse
hint: loss.masked_mse.ignores_mask
"""

import numpy as np


def masked_mse(y_hat, y, mask):
    T, B = mask.shape
    return np.sum((y_hat - y) ** 2) / (T * B)
