"""Has the size of the first example written into it.

task: bptt.backward
hint: raised
"""

import numpy as np


def rnn_backward(params, x, y, h, y_hat):
    T = len(x)
    grads = {name: np.zeros_like(w) for name, w in params.items()}
    carried = np.zeros(4)
    for t in reversed(range(T)):
        dy = 2 / T * (y_hat[t] - y[t])
        da = (params["W_hy"].T @ dy + carried) * (1 - h[t + 1] ** 2)
        carried = params["W_hh"].T @ da
        grads["W_hy"] += np.outer(dy, h[t + 1])
        grads["b_y"] += dy
        grads["W_xh"] += np.outer(da, x[t])
        grads["W_hh"] += np.outer(da, h[t])
        grads["b_h"] += da
    return grads
