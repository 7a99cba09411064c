"""Writes the loss of another book.

task: loss.mse
hint: loss.mse.half_sum
"""

import numpy as np


def mse_loss(y_hat, y):
    return 0.5 * np.square(y - y_hat).sum()
