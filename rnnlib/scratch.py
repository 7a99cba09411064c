"""The textbook listing: one sequence, one step at a time, every line next to its equation.

x is (T, D), y and y_hat are (T, O), h is (T+1, H) with h[0] = h_0. On paper time runs t = 1 … T, so x_t is
`x[t - 1]`, y_t is `y[t - 1]` and h_t is `h[t]`. `rnnlib.layers` computes the same for a whole batch at once.
"""

import numpy as np

from rnnlib.init import small_normal
from rnnlib.validation import check_finite, check_floats, check_number

Params = dict[str, np.ndarray]


def init_params(input_size: int, hidden_size: int, output_size: int, rng: np.random.Generator) -> Params:
    """Return small random W_xh (H, D), W_hh (H, H), W_hy (O, H), and zero b_h (H,), b_y (O,)."""
    return {
        "W_xh": small_normal((hidden_size, input_size), rng=rng),
        "W_hh": small_normal((hidden_size, hidden_size), rng=rng),
        "b_h": np.zeros(hidden_size),
        "W_hy": small_normal((output_size, hidden_size), rng=rng),
        "b_y": np.zeros(output_size),
    }


def forward(params: Params, x: np.ndarray, h0: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Run the network over one sequence.

    Parameters
    ----------
    params : as from `init_params`
    x : (T, D)
    h0 : (H,)

    Returns
    -------
    h : (T+1, H), with h[0] = h0
    y_hat : (T, O)

    Raises
    ------
    TypeError, ValueError
        If an array is not of this shape, not floating or not finite.

    Notes
    -----
    h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h),  ŷ_t = W_hy h_t + b_y
    """
    W_xh, W_hh, b_h = params["W_xh"], params["W_hh"], params["b_h"]
    W_hy, b_y = params["W_hy"], params["b_y"]
    H, D = W_xh.shape
    x = check_finite("x", check_floats("x", x, ("T", D)))
    T = len(x)
    h = np.zeros((T + 1, H))
    y_hat = np.zeros((T, len(b_y)))
    h[0] = check_finite("h0", check_floats("h0", h0, (H,)))
    for t in range(1, T + 1):
        a = W_xh @ x[t - 1] + W_hh @ h[t - 1] + b_h  # (H,)
        h[t] = np.tanh(a)  # (H,)
        y_hat[t - 1] = W_hy @ h[t] + b_y  # (O,)
    return h, y_hat


def loss(y_hat: np.ndarray, y: np.ndarray) -> float:
    """Return the mean squared error L = (1/T) Σ_t ‖ŷ_t − y_t‖²; y_hat and y are (T, O)."""
    y_hat = check_floats("y_hat", y_hat, ("T", "O"))
    y = check_finite("y", check_floats("y", y, y_hat.shape))
    T = len(y)
    return sum(float(np.sum((y_hat[t] - y[t]) ** 2)) for t in range(T)) / T


def backward(params: Params, x: np.ndarray, y: np.ndarray, h: np.ndarray, y_hat: np.ndarray) -> Params:
    """Backpropagate through time.

    Parameters
    ----------
    params : as from `init_params`
    x : (T, D)
    y : (T, O)
    h, y_hat : from `forward`

    Returns
    -------
    grads : dict with the keys of `params`; grads["W_hh"] is ∂L/∂W_hh

    Raises
    ------
    TypeError, ValueError
        If an array is not of this shape or not floating.

    Notes
    -----
    From t = T down to 1, with da_{T+1} = 0:

    dŷ_t = (2/T)(ŷ_t − y_t),  dh_t = W_hyᵀ dŷ_t + W_hhᵀ da_{t+1},  da_t = (1 − h_t²) ∘ dh_t

    Werbos (1990), "Backpropagation through time: what it does and how to do it", Proc. IEEE 78(10).
    """
    W_hh, W_hy = params["W_hh"], params["W_hy"]
    (H, D), O = params["W_xh"].shape, len(params["b_y"])
    x = check_floats("x", x, ("T", D))
    T = len(x)
    y, y_hat = check_floats("y", y, (T, O)), check_floats("y_hat", y_hat, (T, O))
    h = check_floats("h", h, (T + 1, H))
    grads = {name: np.zeros_like(array) for name, array in params.items()}
    da_next = np.zeros(H)  # da_{T+1}
    for t in range(T, 0, -1):
        dy_hat = 2 / T * (y_hat[t - 1] - y[t - 1])  # (O,)
        grads["W_hy"] += np.outer(dy_hat, h[t])  # dŷ_t h_tᵀ, (O, H)
        grads["b_y"] += dy_hat
        dh = W_hy.T @ dy_hat + W_hh.T @ da_next  # (H,)
        da = (1 - h[t] ** 2) * dh  # (H,)
        grads["W_xh"] += np.outer(da, x[t - 1])  # da_t x_tᵀ, (H, D)
        grads["W_hh"] += np.outer(da, h[t - 1])  # da_t h_{t-1}ᵀ, (H, H)
        grads["b_h"] += da
        da_next = da
    return grads


def step(params: Params, grads: Params, lr: float) -> None:
    """Move every parameter against its gradient, in place: W ← W − η dW."""
    lr = check_number("lr", lr, 0)
    for name in params:
        params[name] -= lr * grads[name]
