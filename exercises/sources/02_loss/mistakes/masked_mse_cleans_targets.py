"""Clears the padding of the targets, and not of the predictions.

task: loss.masked_mse
hint: loss.masked_mse.times_zero
"""

import numpy as np


def masked_mse(y_hat, y, mask):
    y = np.where(mask[:, :, None], y, 0)
    return np.sum(((y_hat - y) ** 2).sum(axis=2) * mask) / mask.sum()
