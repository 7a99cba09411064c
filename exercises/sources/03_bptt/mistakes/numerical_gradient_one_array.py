"""Gives one array three names, and moves it there and back.

task: bptt.numerical_gradient
hint: bptt.numerical_gradient.one_array
"""

import numpy as np


def numerical_gradient(f, w, step):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        p = w
        p[index] += step
        above = f(p)
        m = w
        m[index] -= step
        grad[index] = (above - f(m)) / (2 * step)
    return grad
