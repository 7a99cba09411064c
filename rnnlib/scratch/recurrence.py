"""The recurrent layer by itself, with any nonlinearity f: what the network of `rnn` does below its readout.

x is (T, D) and h (T+1, H), with h[0] = h_0; the slope f'(a_t) is written in terms of h_t.

Elman (1990), "Finding structure in time", Cognitive Science 14(2).
"""

import numpy as np

from rnnlib.scratch.functions import Array, Params
from rnnlib.scratch.nonlinearities import SLOPE, F


def forward(params: Params, x: Array, h0: Array, f: str) -> Array:
    """Run over one sequence; return h (T+1, H), with h[0] = h0."""
    W_xh, W_hh, b_h = params["W_xh"], params["W_hh"], params["b_h"]
    h = np.zeros((len(x) + 1, len(b_h)))
    h[0] = h0
    for t in range(1, len(x) + 1):
        a = W_xh @ x[t - 1] + W_hh @ h[t - 1] + b_h  # a_t = W_xh x_t + W_hh h_{t-1} + b_h, (H,)
        h[t] = F[f](a)  # h_t = f(a_t), (H,)
    return h


def backward(params: Params, x: Array, dh: Array, h: Array, f: str) -> tuple[Array, Array, Params]:
    """Backpropagate dh (T, H), what the loss sends to each h_t; return dx, dh0 and the gradients."""
    W_xh, W_hh = params["W_xh"], params["W_hh"]
    T, H = len(x), len(W_hh)
    dW_xh, dW_hh, db_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(H)
    dx = np.zeros_like(x)
    dh_next = np.zeros(H)  # nothing comes back from after step T
    for t in range(T, 0, -1):
        da = SLOPE[f](h[t]) * (dh[t - 1] + dh_next)  # da_t = f'(a_t) ∘ (∂L/∂h_t + W_hhᵀ da_{t+1}), (H,)
        dW_xh += np.outer(da, x[t - 1])  # dW_xh = Σ_t da_t x_tᵀ, (H, D)
        dW_hh += np.outer(da, h[t - 1])  # dW_hh = Σ_t da_t h_{t-1}ᵀ, (H, H)
        db_h += da  # db_h = Σ_t da_t, (H,)
        dx[t - 1] = W_xh.T @ da  # dx_t = W_xhᵀ da_t, (D,)
        dh_next = W_hh.T @ da  # W_hhᵀ da_t, to step t−1
    return dx, dh_next, {"W_xh": dW_xh, "W_hh": dW_hh, "b_h": db_h}
