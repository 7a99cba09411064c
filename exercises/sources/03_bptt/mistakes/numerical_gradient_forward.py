"""Looks to one side only.

task: bptt.numerical_gradient
hint: bptt.numerical_gradient.forward
"""

import numpy as np


def numerical_gradient(f, w, step):
    base = f(w)
    grad = np.zeros(w.shape)
    for i in np.ndindex(*w.shape):
        moved = w.copy()
        moved[i] += step
        grad[i] = (f(moved) - base) / step
    return grad
