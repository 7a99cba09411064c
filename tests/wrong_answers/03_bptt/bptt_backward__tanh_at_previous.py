# mistake: The tanh derivative is taken at h_{t-1} instead of h_t (an index slip by one row).
# named by: h[t]|h_t|tanh|index
import numpy as np


def rnn_backward(params, x, y, h, y_hat):
    T, H = len(x), h.shape[1]
    dy = (y_hat - y) * 2.0 / T
    da = np.zeros((T + 1, H))
    for t in range(T - 1, -1, -1):
        dh = dy[t] @ params["W_hy"] + da[t + 1] @ params["W_hh"]
        da[t] = dh * (1 - h[t] ** 2)
    da = da[:T]
    return {
        "W_xh": da.T @ x,
        "W_hh": da.T @ h[:T],
        "b_h": da.sum(0),
        "W_hy": dy.T @ h[1:],
        "b_y": dy.sum(0),
    }
