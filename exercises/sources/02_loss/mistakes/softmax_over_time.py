"""Sums over the first axis.

task: loss.softmax
hint: loss.softmax.over_time
"""

import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z, axis=0))
    return e / np.sum(e, axis=0)
