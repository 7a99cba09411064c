"""Gives one array three names, and takes its difference from itself.

task: bptt.numerical_gradient
hint: zeros
"""

import numpy as np


def numerical_gradient(f, w, step):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        p = w
        m = w
        p[index] += step
        m[index] -= step
        grad[index] = (f(p) - f(m)) / (2 * step)
    return grad
