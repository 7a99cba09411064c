"""Products of Jacobians: the Jacobian of a step with any nonlinearity, and a gradient on its way back.

h_t = f(W_xh x_t + W_hh h_{t-1} + b_h), so J_t = ∂h_t/∂h_{t-1} = diag(f'(a_t)) W_hh; the slope f'(a_t) is
written in terms of h_t. h is (T+1, H), with h[0] = h_0, as `recurrence` returns it.

Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural networks", ICML.
"""

import numpy as np

from rnnlib.scratch.functions import Array
from rnnlib.scratch.nonlinearities import SLOPE


def jacobian(W_hh: Array, h_t: Array, f: str) -> Array:
    """Return J_t = ∂h_t/∂h_{t-1} (H, H)."""
    return SLOPE[f](h_t)[:, None] * W_hh  # J_t = diag(f'(a_t)) W_hh, (H, H)


def carried_back(W_hh: Array, h: Array, dh_last: Array, f: str) -> Array:
    """Carry the gradient of the last state back to all states; return dh (T+1, H)."""
    dh = np.zeros_like(h)
    dh[-1] = dh_last
    for t in range(len(h) - 1, 0, -1):
        da = SLOPE[f](h[t]) * dh[t]  # da_t = f'(a_t) ∘ dh_t, (H,)
        dh[t - 1] = W_hh.T @ da  # dh_{t-1} = W_hhᵀ da_t = J_tᵀ dh_t, (H,)
    return dh


def lengths(dh: Array) -> Array:
    """Return ‖dh_{T−k}‖ for the lags k = 0 … T."""
    norms = np.zeros(len(dh))
    for k in range(len(dh)):
        norms[k] = np.sqrt(np.sum(dh[len(dh) - 1 - k] ** 2))  # ‖dh_{T−k}‖
    return norms
