"""Copies w for one side only.

task: bptt.numerical_gradient
hint: bptt.numerical_gradient.not_restored
"""

import numpy as np


def numerical_gradient(f, w, step):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        m = w.copy()
        p = w
        p[index] += step
        m[index] -= step
        grad[index] = (f(p) - f(m)) / (2 * step)
    return grad
