"""Layer normalisation: a vector x (D,) gets mean 0 and variance 1, then a scale γ and a shift β of its own.

Ba, Kiros and Hinton (2016), "Layer normalization", arXiv:1607.06450.
"""

import numpy as np

from rnnlib.scratch.functions import Array


def standardise(x: Array) -> tuple[Array, float]:
    """Return x̂ (D,), of mean 0 and variance 1, and the deviation σ; the 10⁻⁵ keeps σ above 0."""
    centred = x - np.sum(x) / len(x)  # x − μ, with μ = (1/D) Σ_i x_i
    sigma = np.sqrt(np.sum(centred**2) / len(x) + 1e-5)  # σ = √((1/D) Σ_i (x_i − μ)² + 10⁻⁵)
    return centred / sigma, sigma  # x̂ = (x − μ) / σ


def normalise(x: Array, gamma: Array, beta: Array) -> Array:
    """Return y (D,) of one vector."""
    x_hat, _ = standardise(x)
    return gamma * x_hat + beta  # y = γ ∘ x̂ + β


def normalise_backward(dy: Array, x: Array, gamma: Array) -> tuple[Array, Array, Array]:
    """Turn ∂L/∂y into dx, dgamma and dbeta, each (D,)."""
    x_hat, sigma = standardise(x)
    dx_hat = gamma * dy  # dx̂ = γ ∘ dy
    shift = np.sum(dx_hat) / len(x)  # mean(dx̂), lost to μ
    scale = np.sum(dx_hat * x_hat) / len(x)  # mean(dx̂ ∘ x̂), lost to σ
    dx = (dx_hat - shift - x_hat * scale) / sigma  # dx = (dx̂ − mean(dx̂) − x̂ mean(dx̂ ∘ x̂)) / σ
    return dx, dy * x_hat, dy  # dγ = dy ∘ x̂, dβ = dy
