"""Bounds on the gradient: by global norm and by value."""

import math

import numpy as np

from rnnlib.validation import check_array, check_finite, check_mapping, check_number

Arrays = dict[str, np.ndarray]

BLOCK = 8192  # entries
SMALL = 1e-20  # squares that float32 rounds to zero are far below this, however many there are
TINY = 1e-30  # smaller factors are near the end of float32, and those of large gradients may be beyond


def clip_grad_norm(grads: Arrays, max_norm: float) -> tuple[Arrays, float]:
    """Shrink all arrays together so that their common norm is at most `max_norm`.

    Parameters
    ----------
    grads : dict of arrays
    max_norm : more than 0; infinity only measures

    Returns
    -------
    grads : a new dict; the same arrays, untouched, where the norm is within the bound
    norm : float, the norm before clipping; infinite where it is beyond the largest float. The gradients are
        clipped to `max_norm` all the same.

    Raises
    ------
    TypeError, ValueError
        If `max_norm` is not more than 0, or a gradient is not floating, NaN or infinite.

    Notes
    -----
    norm = √(Σ over all arrays and entries dW²);  dW ← dW · min(1, max_norm / norm). Where a square or
    the factor would overflow or vanish, the largest |dW| is the unit in which the norm is taken.
    Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural networks", ICML.
    """
    max_norm = check_number("max_norm", max_norm, 0, np.inf)
    grads = _checked(grads)
    unit, parts = 1.0, grads
    square = _square(parts)
    if not SMALL < square < np.inf or max_norm < TINY * math.sqrt(square):
        unit = max((_largest(name, g) for name, g in grads.items()), default=0.0)
        if unit == 0:
            return grads, 0.0
        parts = {name: np.asarray(g, np.float64) / unit for name, g in grads.items()}
        square = _square(parts)
    ratio = math.sqrt(square)
    norm = unit * ratio
    if norm <= max_norm:
        return grads, norm
    scale = max_norm / ratio
    return {
        name: np.multiply(parts[name], scale, out=np.empty_like(g), casting="same_kind")
        for name, g in grads.items()
    }, norm


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
        If `limit` is not more than 0, or a gradient is not floating, NaN or infinite.

    Notes
    -----
    dW ← min(max(dW, −limit), limit), entry by entry
    """
    limit = check_number("limit", limit, 0, np.inf)
    grads = _checked(grads)
    for name, g in grads.items():
        _largest(name, g)
    limits = {name: min(limit, float(np.finfo(g.dtype).max)) for name, g in grads.items()}
    return {name: np.clip(g, -limits[name], limits[name]) for name, g in grads.items()}


def _checked(grads: Arrays) -> Arrays:
    check_mapping("grads", grads)
    return {name: check_array(f"grads[{name!r}]", g) for name, g in grads.items()}


def _square(grads: Arrays) -> float:
    """Return Σ g²: block by block, since one product over a million float32 entries is off by up to 4e-5."""
    flat = [g.reshape(-1) for g in grads.values()]
    blocks = [g[start : start + BLOCK] for g in flat for start in range(0, g.size, BLOCK)]
    return sum(float(np.vdot(block, block)) for block in blocks)


def _largest(name: str, g: np.ndarray) -> float:
    return float(np.max(np.abs(check_finite(f"grads[{name!r}]", g)), initial=0))
