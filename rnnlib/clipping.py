"""Bounds on the gradient: by global norm and by value."""

import numpy as np

from rnnlib.validation import NonFiniteError, check_number

Arrays = dict[str, np.ndarray]

BLOCK = 8192  # entries
SMALL = 1e-20  # squares that float32 rounds to zero are far below this, however many there are


def clip_grad_norm(grads: Arrays, max_norm: float) -> tuple[Arrays, float]:
    """Shrink all arrays together so that their common norm is at most `max_norm`.

    Parameters
    ----------
    grads : dict of arrays
    max_norm : more than 0; infinity only measures

    Returns
    -------
    grads : a new dict; the same arrays, untouched, where the norm is within the bound
    norm : float, the norm before clipping

    Raises
    ------
    TypeError, ValueError
        If `max_norm` is not more than 0, or a gradient is NaN or infinite.

    Notes
    -----
    norm = √(Σ over all arrays and entries dW²);  dW ← dW · min(1, max_norm / norm).
    Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural networks", ICML.
    """
    max_norm = check_number("max_norm", max_norm, 0)
    norm = _norm(grads)
    if norm <= max_norm:
        return dict(grads), norm
    return {name: g * g.dtype.type(max_norm / norm) for name, g in grads.items()}, norm


def clip_grad_value(grads: Arrays, limit: float) -> Arrays:
    """Cut every entry to the interval from −`limit` to `limit`; this can turn the gradient's direction.

    Parameters
    ----------
    grads : dict of arrays
    limit : more than 0

    Returns
    -------
    grads : a new dict of new arrays

    Raises
    ------
    TypeError, ValueError
        If `limit` is not more than 0, or a gradient is NaN or infinite.

    Notes
    -----
    dW ← min(max(dW, −limit), limit), entry by entry
    """
    limit = check_number("limit", limit, 0)
    for name, g in grads.items():
        _largest(name, g)
    return {name: np.clip(g, -limit, limit) for name, g in grads.items()}


def _norm(grads: Arrays) -> float:
    square = 0.0
    for name, g in grads.items():
        _check_floats(name, g)
        flat = g.reshape(-1)
        # Block by block, since one product over a million float32 entries is off by up to 4e-5.
        for start in range(0, flat.size, BLOCK):
            part = flat[start : start + BLOCK]
            square += float(np.vdot(part, part))
    if SMALL < square < np.inf:
        return float(np.sqrt(square))
    # A square may have overflowed, or vanished: look for NaN, then divide by the largest entry first.
    largest = max((_largest(name, g) for name, g in grads.items()), default=0.0)
    if largest == 0:
        return 0.0
    return largest * float(
        np.sqrt(sum(np.sum((g.astype(np.float64) / largest) ** 2) for g in grads.values()))
    )


def _largest(name: str, g: np.ndarray) -> float:
    _check_floats(name, g)
    largest = float(np.max(np.abs(g), initial=0))
    if not np.isfinite(largest):
        raise NonFiniteError(f"grads[{name!r}]: expected finite numbers, got {largest}")
    return largest


def _check_floats(name: str, g: np.ndarray) -> None:
    if g.dtype.kind != "f":
        raise TypeError(f"grads[{name!r}]: expected floats, got dtype {g.dtype}")
