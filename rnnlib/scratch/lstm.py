"""The LSTM: a cell c that is added to, and three gates that say what is written, kept and shown.

x is (T, D), h and c are (T+1, H) with h[0] = h_0 and c[0] = c_0, the gates i, f, o and the candidate g are
(T+1, H) with an empty row 0, so that i_t is `i[t]`. The four lie one below the other in W_xh (4H, D),
W_hh (4H, H), b_h and a_t (4H,): a_i, a_f, a_g, a_o.

Hochreiter and Schmidhuber (1997), "Long short-term memory", Neural Computation 9(8). Gers, Schmidhuber and
Cummins (2000), "Learning to forget: continual prediction with LSTM", Neural Computation 12(10).
"""

import numpy as np

from rnnlib.scratch.functions import Array, Params, sigmoid


def forward(params: Params, x: Array, h0: Array, c0: Array) -> tuple[Array, ...]:
    """Run over one sequence; return h, c, and the gates i, f, g, o, each (T+1, H)."""
    W_xh, W_hh, b_h = params["W_xh"], params["W_hh"], params["b_h"]
    T, H = len(x), len(h0)
    h, c, i = np.zeros((T + 1, H)), np.zeros((T + 1, H)), np.zeros((T + 1, H))
    f, g, o = np.zeros((T + 1, H)), np.zeros((T + 1, H)), np.zeros((T + 1, H))
    h[0] = h0
    c[0] = c0
    for t in range(1, T + 1):
        a = W_xh @ x[t - 1] + W_hh @ h[t - 1] + b_h  # a_t = W_xh x_t + W_hh h_{t-1} + b_h, (4H,)
        i[t] = sigmoid(a[:H])  # i_t = σ(a_i), what is written
        f[t] = sigmoid(a[H : 2 * H])  # f_t = σ(a_f), what is kept
        g[t] = np.tanh(a[2 * H : 3 * H])  # g_t = tanh(a_g), what could be written
        o[t] = sigmoid(a[3 * H :])  # o_t = σ(a_o), what is shown
        c[t] = f[t] * c[t - 1] + i[t] * g[t]  # c_t = f_t ∘ c_{t-1} + i_t ∘ g_t, (H,)
        h[t] = o[t] * np.tanh(c[t])  # h_t = o_t ∘ tanh(c_t), (H,)
    return h, c, i, f, g, o


def backward(
    params: Params, x: Array, dh: Array, h: Array, c: Array, i: Array, f: Array, g: Array, o: Array
) -> tuple[Array, Array, Array, Params]:
    """Backpropagate dh (T, H), what the loss sends to each h_t; return dx, dh0, dc0 and the gradients."""
    W_xh, W_hh = params["W_xh"], params["W_hh"]
    T, H = len(x), len(h[0])
    dW_xh, dW_hh, db_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(4 * H)
    dx = np.zeros_like(x)
    dh_next, dc_next = np.zeros(H), np.zeros(H)  # nothing comes back from after step T
    for t in range(T, 0, -1):
        s = np.tanh(c[t])  # s_t = tanh(c_t), (H,)
        dh_t = dh[t - 1] + dh_next  # dh_t = ∂L/∂h_t + W_hhᵀ da_{t+1}, (H,)
        dc = dc_next + dh_t * o[t] * (1 - s**2)  # dc_t = f_{t+1} ∘ dc_{t+1} + dh_t ∘ o_t ∘ (1 − s_t²)
        da_i = dc * g[t] * i[t] * (1 - i[t])  # da_i = dc_t ∘ g_t ∘ i_t ∘ (1 − i_t), (H,)
        da_f = dc * c[t - 1] * f[t] * (1 - f[t])  # da_f = dc_t ∘ c_{t-1} ∘ f_t ∘ (1 − f_t), (H,)
        da_g = dc * i[t] * (1 - g[t] ** 2)  # da_g = dc_t ∘ i_t ∘ (1 − g_t²), (H,)
        da_o = dh_t * s * o[t] * (1 - o[t])  # da_o = dh_t ∘ s_t ∘ o_t ∘ (1 − o_t), (H,)
        da = np.concatenate((da_i, da_f, da_g, da_o))  # da_t = [da_i; da_f; da_g; da_o], (4H,)
        dW_xh += np.outer(da, x[t - 1])  # dW_xh = Σ_t da_t x_tᵀ, (4H, D)
        dW_hh += np.outer(da, h[t - 1])  # dW_hh = Σ_t da_t h_{t-1}ᵀ, (4H, H)
        db_h += da  # db_h = Σ_t da_t, (4H,)
        dx[t - 1] = W_xh.T @ da  # dx_t = W_xhᵀ da_t, (D,)
        dh_next = W_hh.T @ da  # W_hhᵀ da_t, to step t−1
        dc_next = f[t] * dc  # f_t ∘ dc_t, to step t−1
    return dx, dh_next, dc_next, {"W_xh": dW_xh, "W_hh": dW_hh, "b_h": db_h}
