"""Works in single precision.

task: loss.mse_gradient
hint: precision
"""

import numpy as np


def mse_gradient(y_hat, y):
    error = (y_hat - y).astype(np.float32)
    return np.float32(2 / len(y)) * error
