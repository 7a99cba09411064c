"""A recurrent network with batch norm: at each step every unit gets mean 0 and variance 1 over the batch.

x is (T, B, D), for the statistics need a batch; h is (T+1, B, H) with h[0] = h_0. What comes from the input
and what comes from the old state are normalised apart.

Cooijmans, Ballas, Laurent, Gülçehre and Courville (2017), "Recurrent batch normalization", ICLR.
"""

import numpy as np

from rnnlib.scratch.functions import Array, Cache, Params


def standardise(a: Array, eps: float) -> tuple[Array, Array]:
    """Return â (B, H), every column of mean 0 and variance 1, and the deviations σ (H,)."""
    centred = a - np.sum(a, axis=0) / len(a)  # a − μ, with μ = (1/B) Σ_b a_b
    sigma = np.sqrt(np.sum(centred**2, axis=0) / len(a) + eps)  # σ = √((1/B) Σ_b (a_b − μ)² + ε)
    return centred / sigma, sigma  # â = (a − μ) / σ


def standardise_backward(da_hat: Array, a_hat: Array, sigma: Array) -> Array:
    """Turn ∂L/∂â (B, H) into ∂L/∂a: with means over the batch, not over the units."""
    shift = np.sum(da_hat, axis=0) / len(da_hat)  # mean(dâ), lost to μ
    scale = np.sum(da_hat * a_hat, axis=0) / len(da_hat)  # mean(dâ ∘ â), lost to σ
    return (da_hat - shift - a_hat * scale) / sigma  # da = (dâ − mean(dâ) − â ∘ mean(dâ ∘ â)) / σ


def forward(params: Params, x: Array, h0: Array, eps: float = 1e-5) -> Cache:
    """Run over a batch with its own statistics; return h and what `backward` needs."""
    T, B, H = len(x), len(h0), len(params["b_h"])
    h, u_hat, v_hat = np.zeros((T + 1, B, H)), np.zeros((T, B, H)), np.zeros((T, B, H))
    sigma_x, sigma_h = np.zeros((T, H)), np.zeros((T, H))
    h[0] = h0
    for t in range(1, T + 1):
        u = x[t - 1] @ params["W_xh"].T  # u_t = W_xh x_t, (B, H)
        v = h[t - 1] @ params["W_hh"].T  # v_t = W_hh h_{t-1}, (B, H)
        u_new, sigma_u = standardise(u, eps)  # û_t, with the statistics of this step alone
        v_new, sigma_v = standardise(v, eps)  # v̂_t
        n = params["gamma_x"] * u_new + params["gamma_h"] * v_new  # γ_x ∘ û_t + γ_h ∘ v̂_t
        h[t] = np.tanh(n + params["b_h"])  # h_t = tanh(γ_x ∘ û_t + γ_h ∘ v̂_t + b_h), (B, H)
        u_hat[t - 1] = u_new  # kept for the way back
        v_hat[t - 1] = v_new  # kept
        sigma_x[t - 1] = sigma_u  # kept
        sigma_h[t - 1] = sigma_v  # kept
    return {"h": h, "u_hat": u_hat, "v_hat": v_hat, "sigma_x": sigma_x, "sigma_h": sigma_h}


def backward(params: Params, x: Array, cache: Cache, dh_above: Array) -> tuple[Array, Params]:
    """Turn ∂L/∂h from above (T, B, H) into dh (T+1, B, H), along all paths, and the gradients."""
    W_xh, W_hh, h = params["W_xh"], params["W_hh"], cache["h"]
    T, dh = len(x), np.zeros_like(h)
    dW_xh, dW_hh, db_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(len(W_hh))
    dgamma_x, dgamma_h = np.zeros(len(W_hh)), np.zeros(len(W_hh))
    dv_next = np.zeros_like(h[0])  # dv_{T+1} = 0, (B, H)
    for t in range(T, 0, -1):
        u_hat, v_hat = cache["u_hat"][t - 1], cache["v_hat"][t - 1]  # û_t, v̂_t
        dh[t] = dh_above[t - 1] + dv_next @ W_hh  # dh_t = ∂L/∂h_t from above + W_hhᵀ dv_{t+1}
        dn = (1 - h[t] ** 2) * dh[t]  # dn_t = (1 − h_t²) ∘ dh_t, (B, H)
        du = standardise_backward(params["gamma_x"] * dn, u_hat, cache["sigma_x"][t - 1])  # dû_t = γ_x ∘ dn_t
        dv = standardise_backward(params["gamma_h"] * dn, v_hat, cache["sigma_h"][t - 1])  # dv̂_t = γ_h ∘ dn_t
        dW_xh += du.T @ x[t - 1]  # dW_xh = Σ_{t,b} du_tb x_tbᵀ
        dW_hh += dv.T @ h[t - 1]  # dW_hh = Σ_{t,b} dv_tb h_{t-1,b}ᵀ
        dgamma_x += np.sum(dn * u_hat, axis=0)  # dγ_x = Σ_{t,b} dn_tb ∘ û_tb
        dgamma_h += np.sum(dn * v_hat, axis=0)  # dγ_h = Σ_{t,b} dn_tb ∘ v̂_tb
        db_h += np.sum(dn, axis=0)  # db_h = Σ_{t,b} dn_tb
        dv_next = dv
    dh[0] = dv_next @ W_hh  # dh_0 = W_hhᵀ dv_1, a sequence a row
    return dh, {"W_xh": dW_xh, "W_hh": dW_hh, "gamma_x": dgamma_x, "gamma_h": dgamma_h, "b_h": db_h}
