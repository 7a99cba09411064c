"""Copies w once, before the loop.

task: bptt.numerical_gradient
hint: bptt.numerical_gradient.not_restored
"""

import numpy as np


def numerical_gradient(f, w, step):
    grad, p, m = np.zeros_like(w), w.copy(), w.copy()
    for index in np.ndindex(w.shape):
        p[index] += step
        m[index] -= step
        grad[index] = (f(p) - f(m)) / (2 * step)
    return grad
