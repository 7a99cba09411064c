"""What stands above a recurrent layer: the readout, and the loss at those steps that count.

h is (T+1, H), y_hat (T, O), and counts (T,) holds 1 where the output of a step counts, else 0. y (T,) holds
the right numbers (O = 1) or the right classes.
"""

import numpy as np

from rnnlib.scratch.functions import Array, Params, softmax


def forward(params: Params, h: Array) -> Array:
    """Return y_hat (T, O), the outputs, or the scores z of the classes."""
    T = len(h) - 1
    y_hat = np.zeros((T, len(params["b_y"])))
    for t in range(1, T + 1):
        y_hat[t - 1] = params["W_hy"] @ h[t] + params["b_y"]  # ŷ_t = W_hy h_t + b_y, (O,)
    return y_hat


def squared_error(y_hat: Array, y: Array, counts: Array) -> tuple[float, Array]:
    """Return the mean squared error over the n steps that count, and dy_hat (T, 1)."""
    loss, dy_hat, n = 0.0, np.zeros_like(y_hat), np.sum(counts)
    for t in range(1, len(y) + 1):
        error = counts[t - 1] * (y_hat[t - 1] - y[t - 1])  # ŷ_t − y_t where t counts, else 0
        loss = loss + np.sum(error**2) / n  # L = (1/n) Σ_t (ŷ_t − y_t)²
        dy_hat[t - 1] = 2 / n * error  # dŷ_t = (2/n)(ŷ_t − y_t)
    return loss, dy_hat


def cross_entropy(y_hat: Array, y: Array, counts: Array) -> tuple[float, Array]:
    """Return the mean cross-entropy over the n steps that count, in nats, dy_hat (T, O); y_hat: scores."""
    loss, dy_hat, n = 0.0, np.zeros_like(y_hat), np.sum(counts)
    for t in range(1, len(y) + 1):
        if counts[t - 1] > 0:
            k = int(y[t - 1])  # the right class
            p = softmax(y_hat[t - 1])  # p_t = softmax(ŷ_t), (O,)
            loss = loss - np.log(p[k]) / n  # L = −(1/n) Σ_t log p_t(y_t)
            dy_hat[t - 1] = p / n  # dŷ_t = (1/n)(p_t − onehot(y_t)), (O,)
            dy_hat[t - 1, k] -= 1 / n  # − onehot(y_t) / n
    return loss, dy_hat


LOSS = {"number": squared_error, "class": cross_entropy}


def backward(params: Params, h: Array, dy_hat: Array, counts: Array) -> tuple[Array, Params]:
    """Return dh (T, H), what the loss sends to each h_t, and the gradients of the readout."""
    dh, dW_hy, db_y = np.zeros_like(h[1:]), np.zeros_like(params["W_hy"]), np.zeros(len(params["b_y"]))
    for t in range(1, len(h)):
        if counts[t - 1] > 0:
            dW_hy += np.outer(dy_hat[t - 1], h[t])  # dW_hy = Σ_t dŷ_t h_tᵀ, (O, H)
            db_y += dy_hat[t - 1]  # db_y = Σ_t dŷ_t, (O,)
            dh[t - 1] = params["W_hy"].T @ dy_hat[t - 1]  # ∂L/∂h_t = W_hyᵀ dŷ_t, (H,)
    return dh, {"W_hy": dW_hy, "b_y": db_y}
