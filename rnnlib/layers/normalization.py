"""Layer normalisation: every vector gets mean 0 and variance 1."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.layers.forgotten import warn
from rnnlib.layers.kept import check_cache
from rnnlib.layers.options import check_options
from rnnlib.layers.set_once import set_once
from rnnlib.layers.sums import sum_rows
from rnnlib.validation import (
    check_dtype,
    check_eps,
    check_finite,
    check_floats,
    check_params,
    check_rng,
    check_size,
)


def mean(a: np.ndarray) -> np.ndarray:
    """Return the mean over the last axis, (…, 1)."""
    return np.add.reduce(a, axis=-1, keepdims=True) / a.shape[-1]


def standardise(a: np.ndarray, eps: float) -> tuple[np.ndarray, np.ndarray]:
    """Return â = (a − μ) / σ and σ = √(variance + eps), with mean and variance over the last axis.

    The mean is taken out twice. Of large numbers that are nearly equal it is only right to the last digit of
    these, which may be more than σ; of the differences that are then left it is as exact as they are.
    """
    centred = a - mean(a)
    centred -= mean(centred)
    sigma = np.sqrt(mean(centred * centred) + eps)  # (…, 1)
    centred /= sigma
    return centred, sigma


def standardise_backward(da_hat: np.ndarray, a_hat: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """Return da = (dâ − mean(dâ) − â ∘ mean(dâ ∘ â)) / σ: μ and σ depend on every entry of a."""
    da = da_hat - mean(da_hat)  # what a shift of all entries would do
    da -= a_hat * mean(da_hat * a_hat)  # what a scaling of all entries would do
    da /= sigma
    return da


def warn_of_one(what: str, size: int) -> None:
    """Warn if there is one entry, which is its own mean."""
    if size == 1:
        warn(f"{what} 1: a single entry is its own mean, so that nothing is left of the input")


@set_once("params")
class LayerNorm:
    """y = γ ∘ (x − μ) / σ + β, with the mean μ and the deviation σ of each vector x_tb by itself.

    Parameters
    ----------
    size : D, the size of x_t
    eps : added to the variance, so that σ is never 0
    dtype : float32 or float64, of the parameters and of all results
    rng : not used, here so that every layer with parameters is built alike

    Attributes
    ----------
    params : dict with `gamma` (D,), ones at first, and `beta` (D,), zeros at first

    Notes
    -----
    Ba, Kiros and Hinton (2016), "Layer normalization", arXiv:1607.06450.
    """

    def __init__(
        self,
        size: int,
        *,
        eps: float = 1e-5,
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        check_rng(rng)
        self.size = D = check_size("size", size)
        warn_of_one("LayerNorm: size", D)
        self.dtype = check_dtype(dtype)
        self.eps = check_eps(eps, self.dtype)
        self.shapes = {"gamma": (D,), "beta": (D,)}
        self.params: dict[str, np.ndarray] = {
            "gamma": np.ones(D, self.dtype),
            "beta": np.zeros(D, self.dtype),
        }

    def forward(
        self, x: np.ndarray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Normalise the vector of every step.

        Parameters
        ----------
        x : (T, B, D)
        training, rng : taken as by every layer; here they change nothing

        Returns
        -------
        y : (T, B, D)
        cache : what `backward` needs

        Raises
        ------
        TypeError, ValueError
            If `x` is not of this shape, not floating or not finite, or if σ² overflows.

        Notes
        -----
        μ = (1/D) Σ_i x_i,  σ² = (1/D) Σ_i (x_i − μ)² + eps,  x̂ = (x − μ) / σ,  y = γ ∘ x̂ + β
        """
        check_options(training, rng)
        check_params(self.params, self.shapes, self.dtype)
        x = check_finite("x", check_floats("x", x, ("T", "B", self.size), self.dtype))
        x_hat, sigma = standardise(x, self.eps)
        check_finite("deviation of x_tb", sigma)
        y = self.params["gamma"] * x_hat + self.params["beta"]  # (D,) * (T, B, D) + (D,)
        return y, {"layer": self, "x_hat": x_hat, "sigma": sigma, "gamma": self.params["gamma"].copy()}

    def backward(self, dy: np.ndarray, cache: dict[str, Any]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Turn ∂L/∂y into the gradients of the input and of the parameters.

        Parameters
        ----------
        dy : (T, B, D), ∂L/∂y
        cache : from `forward`

        Returns
        -------
        dx : (T, B, D)
        grads : dict with the keys of `params`

        Raises
        ------
        TypeError, ValueError
            If `dy` is not of this shape or not floating, or `cache` is another layer's.

        Notes
        -----
        dγ = Σ_{t,b} dy_tb ∘ x̂_tb,  dβ = Σ_{t,b} dy_tb,  and for each (t, b), with means over its D entries,

        dx̂ = γ ∘ dy,  dx = (dx̂ − mean(dx̂) − x̂ mean(dx̂ ∘ x̂)) / σ
        """
        check_cache(self, cache)
        x_hat, sigma = cache["x_hat"], cache["sigma"]
        dy = check_floats("dy", dy, x_hat.shape, self.dtype)
        grads = {"gamma": sum_rows(dy * x_hat), "beta": sum_rows(dy)}
        dx = standardise_backward(cache["gamma"] * dy, x_hat, sigma)
        return dx, grads
