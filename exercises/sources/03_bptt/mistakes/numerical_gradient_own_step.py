"""Moves by a number of its own, whatever step says.

task: bptt.numerical_gradient
hint: bptt.numerical_gradient.own_step
"""

import numpy as np


def numerical_gradient(f, w, step):
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        above, below = w.copy(), w.copy()
        above[index] += 1e-5
        below[index] -= 1e-5
        grad[index] = (f(above) - f(below)) / 2e-5
    return grad
