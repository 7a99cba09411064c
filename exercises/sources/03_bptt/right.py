"""Right answers, each written in another way than the master's."""

import numpy as np


def tanh_backward(dh, h):
    return (1 - h) * (1 + h) * dh


def state_gradient(dy_t, dh_next, h_next, W_hy, W_hh):
    back = W_hh.T * (1 - h_next**2)  # ∂h_{t+1}/∂h_t, transposed
    return dy_t @ W_hy + back @ dh_next


def weight_gradients(da, x, h):
    W_xh, W_hh, b_h = 0, 0, 0
    for t in reversed(range(len(x))):
        W_xh = W_xh + da[t][:, None] * x[t]
        W_hh = W_hh + np.outer(da[t], h[t])
        b_h = b_h + da[t]
    return {"b_h": b_h, "W_hh": W_hh, "W_xh": W_xh}


def rnn_backward(params, x, y, h, y_hat):
    """The double sum: each loss term sends its gradient back to every earlier step by itself."""
    T = len(x)
    grads = {name: np.zeros_like(array) for name, array in params.items()}
    for k in range(1, T + 1):
        dy = (y_hat[k - 1] - y[k - 1]) / (T / 2)
        grads["W_hy"] += np.outer(dy, h[k])
        grads["b_y"] += dy
        dh = params["W_hy"].T @ dy
        for t in range(k, 0, -1):
            da = np.diag(1 - h[t] ** 2) @ dh
            grads["W_xh"] += np.outer(da, x[t - 1])
            grads["W_hh"] += np.outer(da, h[t - 1])
            grads["b_h"] += da
            dh = params["W_hh"].T @ da
    return grads


def input_gradients(da, W_xh, W_hh):
    return [np.stack([W_xh.T @ row for row in da]), da[0] @ W_hh]


def numerical_gradient(f, w, step):
    flat = w.reshape(-1)  # a view: w itself is moved, and put back
    grad = []
    for i in range(flat.size):
        values = []
        for sign in (1, -1):
            flat[i] += sign * step
            values.append(f(w))
            flat[i] -= sign * step
        grad.append((values[0] - values[1]) / step / 2)
    return np.reshape(grad, w.shape)
