"""The softmax of scores, all or those that may be seen, and its backward pass."""

import numpy as np

from rnnlib.validation import check_finite, check_floats


def softmax(scores: np.ndarray, allowed: np.ndarray | None = None) -> np.ndarray:
    """Turn each row of scores into weights that sum to one.

    Parameters
    ----------
    scores : (…, K)
    allowed : bool, broadcastable to `scores`, True where a score may be seen; None allows all

    Returns
    -------
    weights : (…, K), exactly zero where a score may not be seen; a row that allows none is all zero

    Raises
    ------
    TypeError, ValueError
        If the scores are not floating or not finite.

    Notes
    -----
    p_j = exp(e_j − max e) / Σ_k exp(e_k − max e), over the allowed j and k.
    """
    scores = check_finite("scores", check_floats("scores", scores, np.shape(scores)))
    if allowed is not None:
        scores = np.where(allowed, scores, -np.inf)
    peak = scores.max(axis=-1, keepdims=True)
    with np.errstate(over="ignore"):  # the difference of two extreme scores may be −inf: its exp is 0
        exp = np.exp(scores - np.where(np.isfinite(peak), peak, 0))  # the largest is 1
    total = exp.sum(axis=-1, keepdims=True)
    return exp / np.where(total > 0, total, 1)


def softmax_backward(dweights: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Turn ∂L/∂weights into ∂L/∂scores.

    Parameters
    ----------
    dweights : (…, K)
    weights : (…, K), from `softmax`

    Returns
    -------
    dscores : (…, K), exactly zero where the weight is zero

    Notes
    -----
    As ∂p_k/∂e_j = p_k ([j = k] − p_j),  de_j = p_j (dp_j − Σ_k p_k dp_k).
    """
    return weights * (dweights - (weights * dweights).sum(axis=-1, keepdims=True))
