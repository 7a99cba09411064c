"""Pairs da_t with the state it made.

task: bptt.backward
hint: bptt.backward.same_state
"""

import numpy as np


def rnn_backward(params, x, y, h, y_hat):
    T = len(x)
    grads = {name: 0 for name in params}
    da = np.zeros(len(params["b_h"]))
    for t in range(T, 0, -1):
        dy = 2 / T * (y_hat[t - 1] - y[t - 1])
        dh = params["W_hy"].T @ dy + params["W_hh"].T @ da
        da = dh * (1 - h[t] ** 2)
        grads["W_hy"] = grads["W_hy"] + np.outer(dy, h[t])
        grads["b_y"] = grads["b_y"] + dy
        grads["W_xh"] = grads["W_xh"] + np.outer(da, x[t - 1])
        grads["W_hh"] = grads["W_hh"] + np.outer(da, h[t])
        grads["b_h"] = grads["b_h"] + da
    return grads
