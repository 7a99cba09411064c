"""Does not put the entry back.

task: bptt.numerical_gradient
hint: bptt.numerical_gradient.not_restored
"""

import numpy as np


def numerical_gradient(f, w, step):
    w = w.copy()
    grad = np.zeros(w.shape)
    for i in np.ndindex(*w.shape):
        w[i] += step
        above = f(w)
        w[i] -= 2 * step
        grad[i] = (above - f(w)) / (2 * step)
    return grad
