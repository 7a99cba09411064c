"""Divides by half of the distance.

task: bptt.numerical_gradient
hint: bptt.numerical_gradient.distance
"""

import numpy as np


def numerical_gradient(f, w, step):
    grad = np.zeros(w.shape)
    for i in np.ndindex(*w.shape):
        old = w[i]
        w[i] = old + step
        above = f(w)
        w[i] = old - step
        below = f(w)
        w[i] = old
        grad[i] = (above - below) / step
    return grad
