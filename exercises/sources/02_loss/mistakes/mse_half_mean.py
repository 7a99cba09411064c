"""Wants the 2 of the derivative to cancel.

task: loss.mse
hint: loss.mse.half_mean
"""

import numpy as np


def mse_loss(y_hat, y):
    T = y.shape[0]
    return 1 / (2 * T) * np.sum(np.square(y_hat - y))
