"""Mean and variance over the sequences of a batch that are real, and the way back through them."""

import numpy as np


def mean(a: np.ndarray, ones: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the mean (…, 1, H) of a (…, B, H) over the n sequences whose `ones` (…, 1, B) is 1, not 0."""
    return ones @ a / n


def centre(a: np.ndarray, ones: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a − μ, the mean μ in float64, and the variance.

    The mean is taken out twice. Of large numbers that are nearly equal it is only right to the last digit of
    these, which may be more than σ; of the differences that are then left it is as exact as they are.
    """
    first = mean(a, ones, n)
    centred = a - first
    rest = mean(centred, ones, n)
    centred -= rest
    return centred, first.astype(np.float64) + rest, mean(centred * centred, ones, n)


def centre_by(mu: np.ndarray, a: np.ndarray) -> np.ndarray:
    """Return a − μ in the dtype of a, without the loss of a digit of μ, which is in float64."""
    rounded = mu.astype(a.dtype)
    centred = a - rounded
    centred -= (mu - rounded).astype(a.dtype)
    return centred


def through_statistics(da: np.ndarray, a_hat: np.ndarray, ones: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Take from da what â = (a − μ) / σ does not pass on: a shift and a scaling of the whole batch."""
    return da - mean(da, ones, n) - a_hat * mean(da * a_hat, ones, n)
