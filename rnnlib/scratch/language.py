"""A language model: the network of `rnn` reads characters, and its outputs become the odds of the next one.

`tokens` (T,) holds the characters c_t and `targets` (T,) the next ones y_t, as whole numbers below V. Inputs
are `x = one_hot(tokens, V)` or `embed(E, tokens)`; `h, z = rnn.forward(params, x, h0)` gives the scores z.
"""

import numpy as np

from rnnlib.scratch.functions import Array, Params, softmax


def one_hot(tokens: Array, V: int) -> Array:
    """Return x (T, V): for every character a 1 at its place."""
    T = len(tokens)
    x = np.zeros((T, V))
    for t in range(1, T + 1):
        x[t - 1, tokens[t - 1]] = 1.0  # x_t = onehot(c_t), (V,)
    return x


def embed(E: Array, tokens: Array) -> Array:
    """Return x (T, D): for every character its row of E (V, D)."""
    T, D = len(tokens), len(E[0])
    x = np.zeros((T, D))
    for t in range(1, T + 1):
        x[t - 1] = E[tokens[t - 1]]  # x_t = Eᵀ onehot(c_t), (D,)
    return x


def embed_backward(E: Array, tokens: Array, dx: Array) -> Array:
    """Return dE (V, D): a row collects the gradients of all places where its character stands."""
    dE = np.zeros_like(E)
    for t in range(1, len(tokens) + 1):
        dE[tokens[t - 1]] += dx[t - 1]  # dE = Σ_t onehot(c_t) dx_tᵀ, (V, D)
    return dE


def loss(z: Array, targets: Array) -> float:
    """Return the cross-entropy of the right next characters, in nats."""
    T = len(targets)
    total = 0.0
    for t in range(1, T + 1):
        p = softmax(z[t - 1])  # p_t = softmax(z_t), (V,)
        total = total - np.log(p[targets[t - 1]])  # −Σ_t log p_t(y_t)
    return total / T  # L = −(1/T) Σ_t log p_t(y_t)


def backward(params: Params, x: Array, targets: Array, h: Array, z: Array) -> tuple[Array, Array, Params]:
    """Backpropagate through time; return dx (T, D), dh0 (H,) and the gradients of the parameters."""
    W_xh, W_hh, W_hy = params["W_xh"], params["W_hh"], params["W_hy"]
    T, H, V = len(x), len(W_hh), len(W_hy)
    dW_xh, dW_hh, db_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(H)
    dW_hy, db_y, dx = np.zeros_like(W_hy), np.zeros(V), np.zeros_like(x)
    da_next = np.zeros(H)  # da_{T+1} = 0, (H,)
    for t in range(T, 0, -1):
        dz = softmax(z[t - 1]) / T  # p_t / T, (V,)
        dz[targets[t - 1]] -= 1 / T  # dz_t = (1/T)(p_t − onehot(y_t)), (V,)
        dW_hy += np.outer(dz, h[t])  # dW_hy = Σ_t dz_t h_tᵀ, (V, H)
        db_y += dz  # db_y = Σ_t dz_t, (V,)
        dh = W_hy.T @ dz + W_hh.T @ da_next  # dh_t = W_hyᵀ dz_t + W_hhᵀ da_{t+1}, (H,)
        da = (1 - h[t] ** 2) * dh  # da_t = (1 − h_t²) ∘ dh_t, (H,)
        dW_xh += np.outer(da, x[t - 1])  # dW_xh = Σ_t da_t x_tᵀ, (H, D)
        dW_hh += np.outer(da, h[t - 1])  # dW_hh = Σ_t da_t h_{t-1}ᵀ, (H, H)
        db_h += da  # db_h = Σ_t da_t, (H,)
        dx[t - 1] = W_xh.T @ da  # dx_t = W_xhᵀ da_t, (D,)
        da_next = da
    dh0 = W_hh.T @ da_next  # dh_0 = W_hhᵀ da_1, (H,)
    return dx, dh0, {"W_xh": dW_xh, "W_hh": dW_hh, "b_h": db_h, "W_hy": dW_hy, "b_y": db_y}


def sample(z: Array, temperature: float, u: float) -> int:
    """Return the character that a number u, drawn uniformly from 0 to 1, picks from the scores z (V,)."""
    p = softmax(z / temperature)  # p = softmax(z / τ), (V,)
    token, total = 0, 0.0
    for k in range(len(p) - 1):
        total = total + p[k]  # p_0 + … + p_k
        if u >= total:
            token = k + 1
    return token
