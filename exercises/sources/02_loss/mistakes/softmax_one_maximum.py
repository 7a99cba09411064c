"""Subtracts the largest score of all steps.

task: loss.softmax
hint: loss.softmax.one_maximum
"""

import numpy as np


def softmax(z):
    z = z - np.max(z)
    return np.exp(z) / np.exp(z).sum(axis=1)[:, None]
