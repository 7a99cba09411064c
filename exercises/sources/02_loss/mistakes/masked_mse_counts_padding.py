"""Leaves padding out above the line and not below it.

task: loss.masked_mse
hint: loss.masked_mse.counts_padding
"""

import numpy as np


def masked_mse(y_hat, y, mask):
    T, B = mask.shape
    total = 0.0
    for t in range(T):
        for b in range(B):
            if mask[t, b]:
                total += np.sum((y_hat[t, b] - y[t, b]) ** 2)
    return total / (T * B)
