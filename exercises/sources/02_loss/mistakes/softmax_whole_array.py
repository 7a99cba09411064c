"""Sums over everything.

task: loss.softmax
hint: loss.softmax.whole_array
"""

import numpy as np


def softmax(z):
    e = np.exp(z)
    return e / np.sum(e)
