"""Subtracts the mean of each row.

task: loss.softmax
hint: loss.softmax.mean
"""

import numpy as np


def softmax(z):
    z = z - z.mean(axis=-1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
