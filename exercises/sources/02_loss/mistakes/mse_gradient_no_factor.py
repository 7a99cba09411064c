"""Copies the formula that most texts print.

task: loss.mse_gradient
hint: loss.mse_gradient.no_factor
"""

import numpy as np


def mse_gradient(y_hat, y):
    return np.subtract(y_hat, y)
