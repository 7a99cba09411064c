"""Dropout: while training, a random part of the entries is set to zero."""

from typing import Any

import numpy as np

from rnnlib.layers.forgotten import warn
from rnnlib.layers.kept import check_cache
from rnnlib.layers.options import check_options
from rnnlib.validation import check_finite, check_floats, check_number


def check_rate(name: str, rate: float) -> float:
    """Return `rate` as a float if it is at least 0 and less than 1."""
    if check_number(name, rate, 0, open_low=False) >= 1:
        raise ValueError(f"{name}: expected less than 1, for something has to be left, got {rate!r}")
    return float(rate)


class Dropout:
    """y = kept ∘ x / (1 − p), each entry of kept being 0 with probability p and 1 otherwise.

    Parameters
    ----------
    rate : p, from 0 up to but not including 1, the probability that an entry is dropped

    Notes
    -----
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), "Dropout: a simple way to prevent
    neural networks from overfitting", JMLR 15. The division by 1 − p ("inverted" dropout) gives y the mean
    x, so that nothing has to be changed for evaluation.
    """

    def __init__(self, rate: float) -> None:
        self.rate = check_rate("rate", rate)

    def forward(
        self, x: np.ndarray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Drop entries of `x`.

        Parameters
        ----------
        x : (T, B, D)
        training : with no `rng` at hand, whether to warn that nothing is dropped
        rng : decides which entries are dropped; None is evaluation, where y = x

        Returns
        -------
        y : (T, B, D)
        cache : what `backward` needs

        Raises
        ------
        TypeError, ValueError
            If `x` is not of this shape, not floating or not finite, or `rng` is not a generator.

        Warns
        -----
        RuntimeWarning
            If `training` is said and no `rng` given.

        Notes
        -----
        y = kept ∘ x / (1 − p)
        """
        check_options(training, rng)
        x = check_finite("x", check_floats("x", x, ("T", "B", "D")))
        if rng is None:
            if training and self.rate > 0:
                warn(f"Dropout: training=True, but nothing is dropped at rate {self.rate:g} without an rng")
            scale = np.ones_like(x)
        else:
            kept = rng.random(x.shape) >= self.rate  # random() is below p with probability p
            scale = kept.astype(x.dtype) / x.dtype.type(1 - self.rate)
        return scale * x, {"layer": self, "scale": scale}

    def backward(self, dy: np.ndarray, cache: dict[str, Any]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Turn ∂L/∂y into ∂L/∂x.

        Parameters
        ----------
        dy : (T, B, D), ∂L/∂y
        cache : from `forward`

        Returns
        -------
        dx : (T, B, D)
        grads : an empty dict, since there are no parameters

        Raises
        ------
        TypeError, ValueError
            If `dy` is not of this shape or not floating, or `cache` is another layer's.

        Notes
        -----
        dx = kept ∘ dy / (1 − p)
        """
        scale = check_cache(self, cache)["scale"]
        return scale * check_floats("dy", dy, scale.shape, scale.dtype), {}
