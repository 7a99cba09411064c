"""Arrays inside a page: each number exactly, in as few bytes as it needs.

An array whose numbers have few decimals is stored as integers and a power of ten, others as floats.
"""

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np


def pack(value: Any) -> Any:
    """Return `value`, a number, text, array or a dict of them, as what JSON can hold."""
    if isinstance(value, Mapping):
        return {key: pack(entry) for key, entry in value.items()}
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int | float | np.number):
        return float(value)
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"arrays must hold numbers, got an array of {array.dtype}")
    decimals, stored = _smallest(array.astype(np.float64))
    content = base64.b64encode(stored.tobytes()).decode()
    return {"$": content, "type": stored.dtype.str[1:], "decimals": decimals, "shape": list(array.shape)}


def unpack(packed: Mapping[str, Any]) -> np.ndarray:
    """Return the array that :func:`pack` has packed, as the page does."""
    numbers = np.frombuffer(base64.b64decode(packed["$"]), f"<{packed['type']}").astype(np.float64)
    return (numbers / 10 ** packed["decimals"]).reshape(packed["shape"])


def _smallest(array: np.ndarray) -> tuple[int, np.ndarray]:
    """Return the number of decimals and the array in the smallest type that loses nothing."""
    for kind in ("<i1", "<i2"):
        most = np.iinfo(kind).max
        for decimals in range(7):
            with np.errstate(invalid="ignore", over="ignore"):
                scaled = np.rint(array * 10**decimals)
            if not np.isfinite(scaled).all() or (abs(scaled) > most).any():
                break
            if np.array_equal(scaled / 10**decimals, array):
                return decimals, scaled.astype(kind)
    with np.errstate(over="ignore"):
        single = array.astype("<f4")
    exact = np.array_equal(single.astype(np.float64), array, equal_nan=True)
    return 0, single if exact else array.astype("<f8")
