"""The GRU: one gate that mixes the old state with a candidate, and one that softens the candidate's memory.

x is (T, D), h is (T+1, H) with h[0] = h_0; the gates r and z, m and the candidate n are (T+1, H) with an
empty row 0, so that r_t is `r[t]`. The three lie one below the other in W_xh (3H, D), W_hh (3H, H) and
b_h (3H,): r, z, n.

Cho et al. (2014), "Learning phrase representations using RNN encoder–decoder for statistical machine
translation", EMNLP; with the reset gate after the matrix.
"""

import numpy as np

from rnnlib.scratch.functions import Array, Params, sigmoid


def forward(params: Params, x: Array, h0: Array) -> tuple[Array, ...]:
    """Run over one sequence; return h, and r, z, m, n, each (T+1, H)."""
    W_xh, W_hh, b_h, b_hn = params["W_xh"], params["W_hh"], params["b_h"], params["b_hn"]
    T, H = len(x), len(h0)
    h, r, z = np.zeros((T + 1, H)), np.zeros((T + 1, H)), np.zeros((T + 1, H))
    m, n = np.zeros((T + 1, H)), np.zeros((T + 1, H))
    h[0] = h0
    for t in range(1, T + 1):
        a = W_xh @ x[t - 1] + b_h  # [a_r; a_z; a_n] = W_xh x_t + b_h, (3H,)
        s = W_hh @ h[t - 1]  # [s_r; s_z; s_n] = W_hh h_{t-1}, (3H,)
        r[t] = sigmoid(a[:H] + s[:H])  # r_t = σ(a_r + s_r), (H,)
        z[t] = sigmoid(a[H : 2 * H] + s[H : 2 * H])  # z_t = σ(a_z + s_z), (H,)
        m[t] = s[2 * H :] + b_hn  # m_t = s_n + b_hn, what the state offers
        n[t] = np.tanh(a[2 * H :] + r[t] * m[t])  # n_t = tanh(a_n + r_t ∘ m_t), the candidate
        h[t] = (1 - z[t]) * n[t] + z[t] * h[t - 1]  # h_t = (1 − z_t) ∘ n_t + z_t ∘ h_{t-1}, (H,)
    return h, r, z, m, n


def backward(
    params: Params, x: Array, dh: Array, h: Array, r: Array, z: Array, m: Array, n: Array
) -> tuple[Array, Array, Params]:
    """Backpropagate dh (T, H), what the loss sends to each h_t; return dx, dh0 and the gradients."""
    W_xh, W_hh = params["W_xh"], params["W_hh"]
    T, H = len(x), len(h[0])
    dW_xh, dW_hh, db_h, db_hn = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(3 * H), np.zeros(H)
    dx = np.zeros_like(x)
    dh_next = np.zeros(H)  # nothing comes back from after step T
    for t in range(T, 0, -1):
        dh_t = dh[t - 1] + dh_next  # dh_t = ∂L/∂h_t + z_{t+1} ∘ dh_{t+1} + W_hhᵀ ds_{t+1}, (H,)
        da_n = dh_t * (1 - z[t]) * (1 - n[t] ** 2)  # da_n = dh_t ∘ (1 − z_t) ∘ (1 − n_t²), (H,)
        da_z = dh_t * (h[t - 1] - n[t]) * z[t] * (1 - z[t])  # da_z = dh_t ∘ (h_{t-1} − n_t) ∘ z_t ∘ (1 − z_t)
        dm = da_n * r[t]  # dm_t = da_n ∘ r_t, (H,)
        da_r = da_n * m[t] * r[t] * (1 - r[t])  # da_r = da_n ∘ m_t ∘ r_t ∘ (1 − r_t), (H,)
        da = np.concatenate((da_r, da_z, da_n))  # da_t = [da_r; da_z; da_n], (3H,)
        ds = np.concatenate((da_r, da_z, dm))  # ds_t = [da_r; da_z; dm_t], (3H,)
        dW_xh += np.outer(da, x[t - 1])  # dW_xh = Σ_t da_t x_tᵀ, (3H, D)
        dW_hh += np.outer(ds, h[t - 1])  # dW_hh = Σ_t ds_t h_{t-1}ᵀ, (3H, H)
        db_h += da  # db_h = Σ_t da_t, (3H,)
        db_hn += dm  # db_hn = Σ_t dm_t, (H,)
        dx[t - 1] = W_xh.T @ da  # dx_t = W_xhᵀ da_t, (D,)
        dh_next = z[t] * dh_t + W_hh.T @ ds  # z_t ∘ dh_t + W_hhᵀ ds_t, to step t−1
    return dx, dh_next, {"W_xh": dW_xh, "W_hh": dW_hh, "b_h": db_h, "b_hn": db_hn}
