"""The logistic function, to full precision at both ends."""

import numpy as np


def sigmoid(a: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """Return σ(a) = 1 / (1 + exp(−a)) of an array of floats, in `out` if given, which may be `a` itself.

    Nothing is subtracted, so a small σ(a) keeps every digit, and 1 − σ(a) does if it is taken as σ(−a). What
    is smaller than the least normal number of the dtype becomes 0.
    """
    out = np.negative(a, out=out)
    with np.errstate(over="ignore"):  # exp(−a) = ∞ leads to the right limit, 0
        np.exp(out, out=out)
    out += 1
    return np.reciprocal(out, out=out)
