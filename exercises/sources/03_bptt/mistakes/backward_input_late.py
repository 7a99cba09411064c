"""Pairs da with x[t - 1] for x[t].

task: bptt.backward
hint: bptt.backward.input_late
"""

import numpy as np


def rnn_backward(params, x, y, h, y_hat):
    T = len(x)
    grads = {name: np.zeros_like(array) for name, array in params.items()}
    da = np.zeros(len(params["b_h"]))
    for t in reversed(range(T)):
        dy = 2 / T * (y_hat[t] - y[t])
        dh = params["W_hy"].T @ dy + params["W_hh"].T @ da
        da = dh * (1 - h[t + 1] ** 2)
        grads["W_hy"] += np.outer(dy, h[t + 1])
        grads["b_y"] += dy
        grads["W_xh"] += np.outer(da, x[t - 1])
        grads["W_hh"] += np.outer(da, h[t])
        grads["b_h"] += da
    return grads
