"""The softmax of scores, all or those that may be seen, and its backward pass."""

import numpy as np

from rnnlib.validation import check_array, check_booleans, check_finite


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
        If the scores are empty, not floating or not finite, or `allowed` is not boolean or not of such a
        shape.

    Notes
    -----
    p_j = exp(e_j − max e) / Σ_k exp(e_k − max e), over the allowed j and k.
    """
    scores = check_array("scores", scores)
    if scores.ndim == 0 or scores.size == 0:
        raise ValueError(f"scores: expected shape (…, K), not empty, got {scores.shape}")
    scores = check_finite("scores", scores)
    if allowed is not None:
        scores = np.where(_check_allowed(allowed, scores.shape), scores, -np.inf)
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


def _check_allowed(allowed: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    allowed = check_booleans("allowed", allowed, "a score may be seen")
    sizes = zip(reversed(allowed.shape), reversed(shape), strict=False)
    if allowed.ndim > len(shape) or any(size not in (1, wanted) for size, wanted in sizes):
        raise ValueError(f"allowed: expected a shape that can be broadcast to {shape}, got {allowed.shape}")
    return allowed
