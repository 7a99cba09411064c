# mistake: The loop stops at t = 2, so the first step gets no gradient.
# named by: first|step 1|range
import numpy as np


def rnn_backward(params, x, y, h, y_hat):
    T, H = len(x), h.shape[1]
    dy_hat = 2 / T * (y_hat - y)
    da = np.zeros((T, H))
    carry = np.zeros(H)
    for t in range(T, 1, -1):
        dh = params["W_hy"].T @ dy_hat[t - 1] + carry
        da[t - 1] = dh * (1 - h[t] ** 2)
        carry = params["W_hh"].T @ da[t - 1]
    return {
        "W_xh": da.T @ x,
        "W_hh": da.T @ h[:-1],
        "b_h": da.sum(axis=0),
        "W_hy": dy_hat.T @ h[1:],
        "b_y": dy_hat.sum(axis=0),
    }
