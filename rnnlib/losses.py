"""Losses: each returns its value and its exact gradient."""

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.validation import check_finite, check_floats, check_integers, check_mask


def mse(y_hat: np.ndarray, y: np.ndarray, mask: np.ndarray | None = None) -> tuple[float, np.ndarray]:
    """Mean squared error over the real steps of the batch.

    Parameters
    ----------
    y_hat : (T, B, O), the prediction ŷ
    y : (T, B, O), the target
    mask : (T, B) of bool, True where the step is real

    Returns
    -------
    loss : float
    dy : (T, B, O), ∂L/∂ŷ; zero at padding

    Raises
    ------
    TypeError, ValueError
        If an array is not of this shape or not floating, `y` is not finite, or no step is real.

    Notes
    -----
    L = (1/N) Σ_{t,b} ‖ŷ_tb − y_tb‖² over the N real pairs (t, b);  ∂L/∂ŷ_tb = (2/N)(ŷ_tb − y_tb)
    """
    y_hat = check_floats("y_hat", y_hat, ("T", "B", "O"))
    mask = check_mask("mask", mask, y_hat.shape[:2])
    y_hat = _zero_padding(y_hat, mask)
    y = check_finite("y", check_floats("y", y, y_hat.shape, y_hat.dtype), mask)
    N = _count_real(mask, y_hat.shape[:2])
    with np.errstate(over="ignore"):  # an infinite loss is for the caller to see
        difference = y_hat - y
        loss = float(np.sum(difference**2) / N)
    return loss, 2 / N * difference


def softmax_cross_entropy(
    logits: np.ndarray, targets: ArrayLike, mask: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """Cross-entropy of the softmax of `logits`, mean over the real steps of the batch.

    Parameters
    ----------
    logits : (T, B, K), one score for each of the K classes
    targets : (T, B) of int, the right class; what stands at padding is ignored
    mask : (T, B) of bool, True where the step is real

    Returns
    -------
    loss : float, in nats
    dlogits : (T, B, K), ∂L/∂logits; zero at padding

    Raises
    ------
    TypeError, ValueError
        If an array is not of this shape or dtype, a real target is not in 0 … K−1, or no step is real.

    Notes
    -----
    p = softmax(z),  L = −(1/N) Σ_{t,b} log p_tb[target],  ∂L/∂z_tb[k] = (1/N)(p_tb[k] − [k = target])
    """
    logits = check_floats("logits", logits, ("T", "B", "K"))
    T, B, K = logits.shape
    mask = check_mask("mask", mask, (T, B))
    logits = _zero_padding(logits, mask)
    targets = check_integers("targets", targets, (T, B))
    if mask is not None:
        targets = np.where(mask, targets, 0)
    if targets.min() < 0 or targets.max() >= K:
        wrong = targets[(targets < 0) | (targets >= K)][0]
        raise ValueError(f"targets: expected classes from 0 to {K - 1}, got {wrong}")
    N = _count_real(mask, (T, B))

    shifted = logits - logits.max(axis=-1, keepdims=True)  # the largest is 0: exp cannot overflow
    exp = np.exp(shifted)
    total = exp.sum(axis=-1, keepdims=True)
    at_target = np.take_along_axis(shifted, targets[..., None], axis=-1)
    log_p = at_target - np.log(total)  # (T, B, 1)
    dlogits = exp / total
    np.put_along_axis(dlogits, targets[..., None], np.expm1(log_p), axis=-1)  # p − 1, exact when p is near 1
    return float(-_zero_padding(log_p, mask).sum() / N), _zero_padding(dlogits, mask) / N


def _zero_padding(array: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    return array if mask is None else np.where(mask[..., None], array, array.dtype.type(0))


def _count_real(mask: np.ndarray | None, shape: tuple[int, ...]) -> int:
    count = int(np.prod(shape)) if mask is None else int(mask.sum())
    if count == 0:
        raise ValueError("mask: expected at least one real step, got none")
    return count
