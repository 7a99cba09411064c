"""Begins with the state 0.5.

task: clipping.cliff_gradient
hint: clipping.cliff_gradient.first_state
"""

import numpy as np


def cliff_gradient(W_hh, b_h, T):
    h = np.zeros(T + 1)
    h[0] = 0.5
    for t in range(1, T + 1):
        h[t] = 1 / (1 + np.exp(-W_hh * h[t - 1] - b_h))
    da = 2 * (h[T] - 0.7) * h[T] * (1 - h[T])
    dW_hh, db_h = da * h[T - 1], da
    for t in range(T - 1, 0, -1):
        da = da * W_hh * h[t] * (1 - h[t])
        dW_hh += da * h[t - 1]
        db_h += da
    return dW_hh, db_h
