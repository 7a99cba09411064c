"""Causal self-attention with one head: every step asks the steps up to itself.

x and y are (T, D); x_t is `x[t]`, for no state stands before the first step. params holds W_q, W_k, W_v, W_o
(D, D) and b_q, b_k, b_v, b_o (D,).

Vaswani et al. (2017), "Attention is all you need", NeurIPS, section 3.2.
"""

import numpy as np

from rnnlib.scratch.attention import attend, attend_backward
from rnnlib.scratch.functions import Array, Cache, Params


def forward(params: Params, x: Array) -> tuple[Array, Cache]:
    """Run over one sequence; return y and, in a dict, what `backward` needs."""
    W_q, W_k, W_v, W_o = params["W_q"], params["W_k"], params["W_v"], params["W_o"]
    b_q, b_k, b_v, b_o = params["b_q"], params["b_k"], params["b_v"], params["b_o"]
    T = len(x)
    q, k, v = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    c, y, weights = np.zeros_like(x), np.zeros_like(x), np.zeros((T, T))
    for t in range(T):
        q[t] = W_q @ x[t] + b_q  # q_t = W_q x_t + b_q, what t asks
        k[t] = W_k @ x[t] + b_k  # k_t = W_k x_t + b_k, what t answers to
        v[t] = W_v @ x[t] + b_v  # v_t = W_v x_t + b_v, what t has to say
        context, p = attend(q[t], k[: t + 1], v[: t + 1])  # t asks the steps j ≤ t
        c[t] = context  # c_t = Σ_{j ≤ t} p_tj v_j, (D,)
        weights[t, : t + 1] = p  # p_tj for j ≤ t; the rest stays 0
        y[t] = W_o @ c[t] + b_o  # y_t = W_o c_t + b_o, (D,)
    return y, {"x": x, "q": q, "k": k, "v": v, "c": c, "weights": weights}


def backward(params: Params, dy: Array, cache: Cache) -> tuple[Array, Params]:
    """Turn ∂L/∂y into dx and the gradients; key and value of a step were read by all queries after it."""
    W_q, W_k, W_v, W_o = params["W_q"], params["W_k"], params["W_v"], params["W_o"]
    x, q, k, v, c = cache["x"], cache["q"], cache["k"], cache["v"], cache["c"]
    weights = cache["weights"]
    dx, dq, dk, dv = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    for t in range(len(x) - 1, -1, -1):
        dc = W_o.T @ dy[t]  # dc_t = W_oᵀ dy_t, (D,)
        p = weights[t, : t + 1]  # p_tj for j ≤ t
        dq_t, dkeys, dvalues = attend_backward(dc, q[t], k[: t + 1], v[: t + 1], p)  # those of query t
        dq[t] = dq_t  # dq_t = Σ_{j ≤ t} de_tj k_j / √D, (D,)
        dk[: t + 1] += dkeys  # dk_j = Σ_{t ≥ j} de_tj q_t / √D
        dv[: t + 1] += dvalues  # dv_j = Σ_{t ≥ j} p_tj dc_t
        dx[t] = W_q.T @ dq[t] + W_k.T @ dk[t] + W_v.T @ dv[t]  # dx_t = W_qᵀ dq_t + W_kᵀ dk_t + W_vᵀ dv_t
    return dx, {
        "W_q": dq.T @ x,  # dW_q = Σ_t dq_t x_tᵀ, (D, D)
        "W_k": dk.T @ x,  # dW_k = Σ_t dk_t x_tᵀ, (D, D)
        "W_v": dv.T @ x,  # dW_v = Σ_t dv_t x_tᵀ, (D, D)
        "W_o": dy.T @ c,  # dW_o = Σ_t dy_t c_tᵀ, (D, D)
        "b_q": np.sum(dq, axis=0),  # db_q = Σ_t dq_t, (D,)
        "b_k": np.sum(dk, axis=0),  # db_k = Σ_t dk_t, (D,)
        "b_v": np.sum(dv, axis=0),  # db_v = Σ_t dv_t, (D,)
        "b_o": np.sum(dy, axis=0),  # db_o = Σ_t dy_t, (D,)
    }
