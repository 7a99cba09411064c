"""Takes exp of the scores as they come.

task: loss.softmax
hint: loss.softmax.overflow
"""

import numpy as np


def softmax(z):
    p = np.zeros_like(z)
    for t in range(len(z)):
        e = np.exp(z[t])
        p[t] = e / e.sum()
    return p
