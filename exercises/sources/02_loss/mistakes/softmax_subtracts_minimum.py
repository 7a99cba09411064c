"""Subtracts the minimum of each row.

task: loss.softmax
hint: loss.softmax.minimum
"""

import numpy as np


def softmax(z):
    p = np.zeros_like(z)
    for t in range(len(z)):
        e = np.exp(z[t] - min(z[t]))
        p[t] = e / sum(e)
    return p
