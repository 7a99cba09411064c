"""Adds the later gradient as it is.

task: bptt.backward
hint: bptt.backward.not_crossed
"""

import numpy as np


def rnn_backward(params, x, y, h, y_hat):
    T = len(x)
    g = {k: np.zeros_like(v) for k, v in params.items()}
    dh_next = 0
    for t in range(T, 0, -1):
        dy = 2 * (y_hat[t - 1] - y[t - 1]) / T
        dh = params["W_hy"].T @ dy + dh_next
        da = dh * (1 - h[t] ** 2)
        g["W_hy"] += np.outer(dy, h[t])
        g["b_y"] += dy
        g["W_xh"] += np.outer(da, x[t - 1])
        g["W_hh"] += np.outer(da, h[t - 1])
        g["b_h"] += da
        dh_next = dh
    return g
