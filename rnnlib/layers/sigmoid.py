"""The logistic function, to full precision at both ends."""

import numpy as np

LARGEST = 80  # σ(80) is 1 after rounding, and exp(80) is still far from overflow, in float32 too


def sigmoid(a: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """Return σ(a) = exp(a) / (1 + exp(a)) of an array of floats, in `out` if given, which may be `a` itself.

    Nothing is subtracted, so a small σ(a) keeps every digit, and 1 − σ(a) does if it is taken as σ(−a).
    """
    e = np.minimum(a, LARGEST, out=out)
    np.exp(e, out=e)
    e /= 1 + e
    return e
