"""Chooses with a mask that has no third axis.

task: loss.masked_mse
hint: raised
"""

import numpy as np


def masked_mse(y_hat, y, mask):
    return np.sum(np.where(mask, (y_hat - y) ** 2, 0)) / mask.sum()
