"""Treats every step as a network of its own.

task: bptt.backward
hint: bptt.backward.no_future
"""


def rnn_backward(params, x, y, h, y_hat):
    dy = 2 / len(x) * (y_hat - y)
    da = (dy @ params["W_hy"]) * (1 - h[1:] ** 2)
    return {
        "W_xh": da.T @ x,
        "W_hh": da.T @ h[:-1],
        "b_h": da.sum(0),
        "W_hy": dy.T @ h[1:],
        "b_y": dy.sum(0),
    }
