# mistake: The loop runs from the first step to the last, so the gradient travels forwards instead of backwards.
# named by: revers|last|order|backward|runs the other way
import numpy as np


def rnn_backward(params, x, y, h, y_hat):
    T = len(x)
    grads = {k: np.zeros_like(v) for k, v in params.items()}
    da_next = np.zeros(len(params["b_h"]))
    for t in range(1, T + 1):
        dy = 2 * (y_hat[t - 1] - y[t - 1]) / T
        dh = params["W_hy"].T @ dy + params["W_hh"].T @ da_next
        da = dh * (1 - h[t] ** 2)
        grads["W_xh"] += np.outer(da, x[t - 1])
        grads["W_hh"] += np.outer(da, h[t - 1])
        grads["b_h"] += da
        grads["W_hy"] += np.outer(dy, h[t])
        grads["b_y"] += dy
        da_next = da
    return grads
