"""The recurrent network of Elman: forwards, its loss, backwards through time, and one step of descent.

x is (T, D), y and y_hat are (T, O), h is (T+1, H) with h[0] = h_0. On paper time runs t = 1 … T, so x_t is
`x[t - 1]`, y_t is `y[t - 1]` and h_t is `h[t]`.

Elman (1990), "Finding structure in time", Cognitive Science 14(2). Werbos (1990), "Backpropagation through
time: what it does and how to do it", Proc. IEEE 78(10).
"""

import numpy as np

from rnnlib.scratch.functions import Array, Params


def init_params(input_size: int, hidden_size: int, output_size: int, rng: np.random.Generator) -> Params:
    """Return small random W_xh (H, D), W_hh (H, H), W_hy (O, H), and zero b_h (H,), b_y (O,)."""
    return {
        "W_xh": 0.01 * rng.standard_normal((hidden_size, input_size)),
        "W_hh": 0.01 * rng.standard_normal((hidden_size, hidden_size)),
        "b_h": np.zeros(hidden_size),
        "W_hy": 0.01 * rng.standard_normal((output_size, hidden_size)),
        "b_y": np.zeros(output_size),
    }


def forward(params: Params, x: Array, h0: Array) -> tuple[Array, Array]:
    """Run over one sequence; return h (T+1, H), with h[0] = h0, and y_hat (T, O)."""
    W_xh, W_hh, b_h = params["W_xh"], params["W_hh"], params["b_h"]
    W_hy, b_y = params["W_hy"], params["b_y"]
    T = len(x)
    h = np.zeros((T + 1, len(b_h)))
    y_hat = np.zeros((T, len(b_y)))
    h[0] = h0
    for t in range(1, T + 1):
        a = W_xh @ x[t - 1] + W_hh @ h[t - 1] + b_h  # a_t = W_xh x_t + W_hh h_{t-1} + b_h, (H,)
        h[t] = np.tanh(a)  # h_t = tanh(a_t), (H,)
        y_hat[t - 1] = W_hy @ h[t] + b_y  # ŷ_t = W_hy h_t + b_y, (O,)
    return h, y_hat


def loss(y_hat: Array, y: Array) -> float:
    """Return the mean squared error of the outputs."""
    T = len(y)
    total = 0.0
    for t in range(1, T + 1):
        total = total + np.sum((y_hat[t - 1] - y[t - 1]) ** 2)  # Σ_t ‖ŷ_t − y_t‖²
    return total / T  # L = (1/T) Σ_t ‖ŷ_t − y_t‖²


def backward(params: Params, x: Array, y: Array, h: Array, y_hat: Array) -> Params:
    """Backpropagate through time; return the gradients, with the keys of `params`."""
    W_xh, W_hh, W_hy = params["W_xh"], params["W_hh"], params["W_hy"]
    T, H, O = len(x), len(W_hh), len(W_hy)
    dW_xh, dW_hh, db_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(H)
    dW_hy, db_y = np.zeros_like(W_hy), np.zeros(O)
    da_next = np.zeros(H)  # da_{T+1} = 0, (H,)
    for t in range(T, 0, -1):
        dy_hat = 2 / T * (y_hat[t - 1] - y[t - 1])  # dŷ_t = (2/T)(ŷ_t − y_t), (O,)
        dW_hy += np.outer(dy_hat, h[t])  # dW_hy = Σ_t dŷ_t h_tᵀ, (O, H)
        db_y += dy_hat  # db_y = Σ_t dŷ_t, (O,)
        dh = W_hy.T @ dy_hat + W_hh.T @ da_next  # dh_t = W_hyᵀ dŷ_t + W_hhᵀ da_{t+1}, (H,)
        da = (1 - h[t] ** 2) * dh  # da_t = (1 − h_t²) ∘ dh_t, (H,)
        dW_xh += np.outer(da, x[t - 1])  # dW_xh = Σ_t da_t x_tᵀ, (H, D)
        dW_hh += np.outer(da, h[t - 1])  # dW_hh = Σ_t da_t h_{t-1}ᵀ, (H, H)
        db_h += da  # db_h = Σ_t da_t, (H,)
        da_next = da
    return {"W_xh": dW_xh, "W_hh": dW_hh, "b_h": db_h, "W_hy": dW_hy, "b_y": db_y}


def step(params: Params, grads: Params, lr: float) -> None:
    """Move every parameter against its gradient, in place."""
    for name in params:
        params[name] -= lr * grads[name]  # W ← W − η dW
