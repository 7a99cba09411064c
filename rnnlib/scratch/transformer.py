"""One block of a causal Transformer with one head: every step looks at those up to it, then thinks alone.

x and y are (T, D); x_t is `x[t]`. params holds those of `self_attention`, W_1 (F, D), b_1 (F,), W_2 (D, F)
and b_2 (D,), and for the two norms gamma_1, beta_1, gamma_2 and beta_2 (D,).

Vaswani et al. (2017), "Attention is all you need", NeurIPS. The norms stand before the parts, not after the
sums: Xiong et al. (2020), "On layer normalization in the Transformer architecture", ICML.
"""

import numpy as np

from rnnlib.scratch import self_attention
from rnnlib.scratch.functions import Array, Cache, Params
from rnnlib.scratch.layer_norm import normalise, normalise_backward


def forward(params: Params, x: Array) -> tuple[Array, Cache]:
    """Run over one sequence; return y and, in a dict, what `backward` needs."""
    W_1, b_1, W_2, b_2 = params["W_1"], params["b_1"], params["W_2"], params["b_2"]
    T = len(x)
    n, u, m = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    y, f = np.zeros_like(x), np.zeros((T, len(b_1)))
    for t in range(T):
        n[t] = normalise(x[t], params["gamma_1"], params["beta_1"])  # n_t = norm₁(x_t), (D,)
    s, attention = self_attention.forward(params, n)  # s_t from n_1 … n_t, (D,)
    for t in range(T):
        u[t] = x[t] + s[t]  # u_t = x_t + s_t, (D,)
        m[t] = normalise(u[t], params["gamma_2"], params["beta_2"])  # m_t = norm₂(u_t), (D,)
        f[t] = np.maximum(W_1 @ m[t] + b_1, 0)  # f_t = relu(W_1 m_t + b_1), (F,)
        y[t] = u[t] + W_2 @ f[t] + b_2  # y_t = u_t + W_2 f_t + b_2, (D,)
    return y, {"x": x, "attention": attention, "u": u, "m": m, "f": f}


def backward(params: Params, dy: Array, cache: Cache) -> tuple[Array, Params]:
    """Turn ∂L/∂y into dx and the gradients of the parameters."""
    W_1, W_2 = params["W_1"], params["W_2"]
    x, u, m, f = cache["x"], cache["u"], cache["m"], cache["f"]
    T, D = x.shape
    dx, du, df = np.zeros_like(x), np.zeros_like(x), np.zeros_like(f)
    dgamma_1, dbeta_1 = np.zeros(D), np.zeros(D)
    dgamma_2, dbeta_2 = np.zeros(D), np.zeros(D)
    for t in range(T):
        df[t] = (f[t] > 0) * (W_2.T @ dy[t])  # df_t = relu′ ∘ W_2ᵀ dy_t, (F,)
        dm = W_1.T @ df[t]  # dm_t = W_1ᵀ df_t, (D,)
        through, dgamma, dbeta = normalise_backward(dm, u[t], params["gamma_2"])  # back through norm₂
        du[t] = dy[t] + through  # du_t = dy_t + what comes through norm₂, (D,)
        dgamma_2 += dgamma  # dγ_2 = Σ_t dm_t ∘ û_t, (D,)
        dbeta_2 += dbeta  # dβ_2 = Σ_t dm_t, (D,)
    dn, grads = self_attention.backward(params, du, cache["attention"])  # ds_t = du_t
    for t in range(T):
        through, dgamma, dbeta = normalise_backward(dn[t], x[t], params["gamma_1"])  # back through norm₁
        dx[t] = du[t] + through  # dx_t = du_t + what comes through norm₁, (D,)
        dgamma_1 += dgamma  # dγ_1 = Σ_t dn_t ∘ x̂_t, (D,)
        dbeta_1 += dbeta  # dβ_1 = Σ_t dn_t, (D,)
    grads["W_1"] = df.T @ m  # dW_1 = Σ_t df_t m_tᵀ, (F, D)
    grads["b_1"] = np.sum(df, axis=0)  # db_1 = Σ_t df_t, (F,)
    grads["W_2"] = dy.T @ f  # dW_2 = Σ_t dy_t f_tᵀ, (D, F)
    grads["b_2"] = np.sum(dy, axis=0)  # db_2 = Σ_t dy_t, (D,)
    grads["gamma_1"] = dgamma_1
    grads["beta_1"] = dbeta_1
    grads["gamma_2"] = dgamma_2
    grads["beta_2"] = dbeta_2
    return dx, grads
