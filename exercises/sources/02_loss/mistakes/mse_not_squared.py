"""Averages distances.

task: loss.mse
hint: loss.mse.not_squared
"""

import numpy as np


def mse_loss(y_hat, y):
    distances = np.sqrt(np.sum((y_hat - y) ** 2, axis=1))
    return np.mean(distances)
