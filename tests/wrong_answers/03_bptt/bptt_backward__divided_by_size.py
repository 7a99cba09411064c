# mistake: The output gradients are divided by T * O (y.size) instead of T.
# named by: T * O|outputs|factor|1/O times
import numpy as np


def rnn_backward(params, x, y, h, y_hat):
    dy = 2 * (y_hat - y) / y.size
    da_next = np.zeros(h.shape[1])
    das = []
    for t in range(len(x), 0, -1):
        da_next = (params["W_hy"].T @ dy[t - 1] + params["W_hh"].T @ da_next) * (1 - h[t] ** 2)
        das.insert(0, da_next)
    da = np.array(das)
    return {
        "W_xh": da.T @ x,
        "W_hh": da.T @ h[:-1],
        "b_h": da.sum(axis=0),
        "W_hy": dy.T @ h[1:],
        "b_y": dy.sum(axis=0),
    }
