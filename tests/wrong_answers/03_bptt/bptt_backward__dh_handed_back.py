# mistake: dh instead of da is handed to the earlier step, so the recurrent road skips the tanh.
# named by: tanh
import numpy as np


def rnn_backward(params, x, y, h, y_hat):
    T = len(x)
    dy_hat = 2 / T * (y_hat - y)
    dh_next = np.zeros(h.shape[1])
    da = np.empty((T, h.shape[1]))
    for t in range(T, 0, -1):
        dh = params["W_hy"].T @ dy_hat[t - 1] + params["W_hh"].T @ dh_next
        da[t - 1] = dh * (1 - h[t] ** 2)
        dh_next = dh
    return {
        "W_xh": np.einsum("ti,tj->ij", da, x),
        "W_hh": np.einsum("ti,tj->ij", da, h[:-1]),
        "b_h": np.einsum("ti->i", da),
        "W_hy": np.einsum("ti,tj->ij", dy_hat, h[1:]),
        "b_y": np.einsum("ti->i", dy_hat),
    }
