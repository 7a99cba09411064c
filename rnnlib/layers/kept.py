"""What `backward` reads stays as `forward` saw it, whatever the caller writes to in between.

Otherwise a buffer filled with the next batch, or an optimiser's step taken too early, would change the
gradients without a word. Copies are made of what the caller can write to, the arguments and the weights: that
is little beside the work done with them. What a layer keeps and returns as well, such as h, is returned
read-only, and as an argument of the next layer needs no copy.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from rnnlib.validation import check_finite, check_floats, check_mask


def frozen(array: np.ndarray) -> np.ndarray:
    """Return a view of `array`, whose memory, made by the layer, is not to be written to from now on."""
    owner = array if array.base is None else array.base
    owner.flags.writeable = array.flags.writeable = False
    return array.view()


def kept(array: np.ndarray, given: Any) -> np.ndarray:
    """Return `array`, or a copy where the caller, who gave the argument `given`, can write to its memory.

    A read-only view does not tell: the array that it was taken from may be writable.
    """
    if array is not given and array.base is None and isinstance(given, np.ndarray | None):
        return array  # made from the argument; any other kind of object may have handed out its own
    part: Any = array
    while isinstance(part, np.ndarray) and not part.flags.writeable:
        part = part.base
    return array if part is None else array.copy()


def check_cache(layer: Any, cache: Any) -> dict[str, Any]:
    """Return `cache` if it is what a call of `layer.forward` kept, which has the layer under "layer"."""
    if not isinstance(cache, dict) or "layer" not in cache:
        got = type(cache).__name__
        raise TypeError(f"cache: expected what forward returned beside its result, got {got}")
    made_by = cache["layer"]
    if made_by is not layer and not _is_copy(made_by, layer):
        raise ValueError(
            f"cache: expected that of this {type(layer).__name__}, got that of another layer, "
            f"{type(made_by).__name__}"
        )
    return cache


def _is_copy(one: Any, other: Any) -> bool:
    """Return whether two layers compute the same; one is a copy, or was pickled with a cache."""
    if type(one) is not type(other):
        return False
    arrays, others = (getattr(layer, "params", {}) for layer in (one, other))
    return arrays.keys() == others.keys() and all(np.array_equal(arrays[k], others[k]) for k in arrays)


def keep_params(params: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return copies of the parameters, for the gradients are those of the function that forward computed."""
    return {name: array.copy() for name, array in params.items()}


def keep_sequences(
    name: str, value: np.ndarray, size: int, dtype: np.dtype, mask: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray | None]:
    """Return `value` (T, B, size), checked and zero at padding, and the mask (T, B); both are to be kept."""
    array = check_floats(name, value, ("T", "B", size), dtype)
    mask = keep_mask(mask, array.shape[:2])
    return kept(check_finite(name, array, mask), value), mask


def keep_mask(mask: np.ndarray | None, shape: tuple[int, ...]) -> np.ndarray | None:
    """Return the mask checked, to be kept; None stays None."""
    checked = check_mask("mask", mask, shape)
    return None if checked is None else kept(checked, mask)
