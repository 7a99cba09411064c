"""Sends dh, not da, across the recurrent weights.

task: bptt.backward
hint: bptt.backward.no_tanh
"""


def rnn_backward(params, x, y, h, y_hat):
    T = len(x)
    dy = 2 / T * (y_hat - y)
    dh = dy @ params["W_hy"]
    for t in range(T - 2, -1, -1):
        dh[t] += dh[t + 1] @ params["W_hh"]
    da = dh * (1 - h[1:] ** 2)
    return {
        "W_xh": da.T @ x,
        "W_hh": da.T @ h[:-1],
        "b_h": da.sum(0),
        "W_hy": dy.T @ h[1:],
        "b_y": dy.sum(0),
    }
