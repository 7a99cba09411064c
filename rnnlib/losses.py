"""Losses: each returns its value and its exact gradient."""

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.validation import check_finite, check_floats, check_integers, check_mask

SAFE = 30.0  # e³⁰ ≈ 10¹³: among logits of this size nothing overflows or vanishes, in float32 either


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
    y = check_floats("y", y, y_hat.shape, y_hat.dtype)
    with np.errstate(over="ignore", invalid="ignore"):  # a loss that is NaN is for the caller to see
        difference = _real_rows(y_hat, mask) - _real_rows(y, mask)  # (N, O)
        N = len(difference)
        loss = float(np.einsum("no,no->n", difference, difference, dtype=np.float64).sum()) / N
        if not np.isfinite(loss):  # a finite sum has no other terms
            check_finite("y", y, mask)
        difference *= 2 / N
    return loss, _to_steps(difference, y_hat.shape, mask)


def softmax_cross_entropy(
    logits: np.ndarray, targets: ArrayLike, mask: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """Cross-entropy of the softmax of `logits`, mean over the real steps of the batch.

    Parameters
    ----------
    logits : (T, B, K), one score for each of the K classes
    targets : (T, B) of int, the right class; values at padding are ignored
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
    targets = check_integers("targets", targets, (T, B))
    targets = targets.reshape(-1) if mask is None else targets[mask]  # (N,)
    z = _real_rows(logits, mask)  # (N, K)
    N = len(z)
    if targets.min() < 0 or targets.max() >= K:
        wrong = targets[(targets < 0) | (targets >= K)][0]
        raise ValueError(f"targets: expected classes from 0 to {K - 1}, got {wrong}")

    # Each row's target, the rows laid end to end.
    at_target = np.arange(0, N * K, K) + targets.astype(np.intp)
    with np.errstate(all="ignore"):  # odds may be infinite; a loss that is NaN is for the caller to see
        if not -SAFE < z.min() <= z.max() < SAFE:
            z = z - z.max(axis=1, keepdims=True)  # the largest is 0: exp cannot overflow
        p = np.exp(z).reshape(-1)  # (N·K,), so far without the division by the sum of its row
        p_target = p[at_target]
        p[at_target] = 0
        # The sum of the others by itself, so that 1 − p and −log p are exact where p is near 1.
        others = p.reshape(N, K).astype(np.float64) @ np.ones(K)
        total, odds = p_target + others, others / p_target
        losses = np.where(odds > 1, np.log(total) - z.reshape(-1)[at_target], np.log1p(odds))
        factor = 1 / (total * N)
        dlogits = p.reshape(N, K)
        dlogits *= factor[:, None].astype(p.dtype)
        p[at_target] = -others * factor
    return float(losses.sum(dtype=np.float64)) / N, _to_steps(dlogits, logits.shape, mask)


def binary_cross_entropy_with_logits(
    logits: np.ndarray, targets: np.ndarray, mask: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """Cross-entropy of independent yes-or-no questions, mean over the real steps of the batch.

    Parameters
    ----------
    logits : (T, B, O), one score for each of the O questions
    targets : (T, B, O), the probability of yes, from 0 to 1; values at padding are ignored
    mask : (T, B) of bool, True where the step is real

    Returns
    -------
    loss : float, in nats
    dlogits : (T, B, O), ∂L/∂logits; zero at padding

    Raises
    ------
    TypeError, ValueError
        If an array is not of this shape or not floating, a real target is not in 0 … 1, or no step is real.

    Notes
    -----
    p = σ(z) = 1 / (1 + e^{−z}),  L = −(1/N) Σ_{t,b} Σ_o (y log p + (1 − y) log(1 − p)) over the N real
    pairs (t, b);  ∂L/∂z = (1/N)(p − y)
    """
    logits = check_floats("logits", logits, ("T", "B", "O"))
    mask = check_mask("mask", mask, logits.shape[:2])
    targets = check_floats("targets", targets, logits.shape, logits.dtype)
    z, y = _real_rows(logits, mask), _real_rows(targets, mask)  # (N, O)
    N = len(z)
    inside = (y >= 0) & (y <= 1)
    if not inside.all():
        raise ValueError(f"targets: expected numbers from 0 to 1, got {y[~inside][0]}")

    # Let a be the probability of the answer that the logit argues against, and e = e^{−|z|}, which cannot
    # overflow. Then the loss is a |z| + log(1 + e), and p − y = ±(a − (1 − a) e) / (1 + e) with z's sign.
    with np.errstate(over="ignore", invalid="ignore"):  # a loss that is NaN is for the caller to see
        size = np.abs(z)
        e = np.exp(-size)
        a = np.where(z >= 0, 1 - y, y)
        size *= a
        size += np.log1p(e)
        dlogits = a - (1 - a) * e
        e += 1
        e *= N
        dlogits /= e
        np.negative(dlogits, out=dlogits, where=z < 0)
        loss = float(size.sum(dtype=np.float64)) / N
    return loss, _to_steps(dlogits, logits.shape, mask)


def _real_rows(array: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """Return (N, O), the real rows of `array` (T, B, O); values at padding are never looked at."""
    rows = array.reshape(-1, array.shape[-1]) if mask is None else array[mask]
    if len(rows) == 0:
        raise ValueError("mask: expected at least one real step, got none")
    return rows


def _to_steps(rows: np.ndarray, shape: tuple[int, ...], mask: np.ndarray | None) -> np.ndarray:
    """Return the `shape` (T, B, O) with `rows` (N, O) at the real steps and zero at padding."""
    if mask is None:
        return rows.reshape(shape)
    array = np.zeros(shape, rows.dtype)
    array[mask] = rows
    return array
