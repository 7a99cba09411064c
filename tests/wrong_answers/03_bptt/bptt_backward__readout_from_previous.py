# mistake: dW_hy pairs the output gradient with h_{t-1} instead of h_t.
# named by: W_hy|h[1:]|h_t
import numpy as np


def rnn_backward(params, x, y, h, y_hat):
    T = len(x)
    dW = {name: np.zeros(w.shape) for name, w in params.items()}
    da = np.zeros(h.shape[1])
    for t in range(T - 1, -1, -1):
        dy = 2 / T * (y_hat[t] - y[t])
        dh = params["W_hy"].T @ dy + params["W_hh"].T @ da
        da = dh * (1 - h[t + 1] ** 2)
        dW["W_hy"] += np.outer(dy, h[t])
        dW["b_y"] += dy
        dW["W_xh"] += np.outer(da, x[t])
        dW["W_hh"] += np.outer(da, h[t])
        dW["b_h"] += da
    return dW
