"""Goes back through W_hh the way it came.

task: bptt.backward
hint: bptt.backward.hh_not_transposed
"""

import numpy as np


def rnn_backward(params, x, y, h, y_hat):
    T = len(x)
    dy = 2 / T * (y_hat - y)
    da = np.zeros((T + 1, h.shape[1]))
    for t in reversed(range(T)):
        da[t] = (1 - h[t + 1] ** 2) * (params["W_hy"].T @ dy[t] + params["W_hh"] @ da[t + 1])
    da = da[:T]
    return {
        "W_xh": da.T @ x,
        "W_hh": da.T @ h[:-1],
        "b_h": da.sum(0),
        "W_hy": dy.T @ h[1:],
        "b_y": dy.sum(0),
    }
