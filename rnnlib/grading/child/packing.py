"""Values on their way between two processes: as JSON can carry them, and nothing that could act."""

import base64
from typing import Any

import numpy as np

LARGEST = 1 << 20  # bytes of one array that comes back
DEEPEST = 4  # levels of dicts and lists inside one another
LONGEST = 300  # characters of a message


class Formula(str):
    """The source of a function, for a task that takes a function as an argument; NumPy is `np` in it."""

    __slots__ = ()


def pack(value: Any, depth: int = 0) -> dict[str, Any]:
    """Return `value` as JSON can carry it, and only numbers, arrays, dicts, lists and None as themselves.

    Parameters
    ----------
    value : anything, also hostile
    depth : how many dicts and lists `value` stands in

    Returns
    -------
    packed : dict with one of the keys none, array, items, entries, formula, large, other
    """
    if value is None:
        return {"none": True}
    if type(value) is Formula:
        return {"formula": str(value)}
    if isinstance(value, (list, tuple)) and depth < DEEPEST and len(value) <= 1000:
        return {"items": [pack(item, depth + 1) for item in value]}
    if isinstance(value, dict) and depth < DEEPEST and len(value) <= 1000:
        return {"entries": {str(key)[:LONGEST]: pack(item, depth + 1) for key, item in value.items()}}
    if isinstance(value, (np.ndarray, np.generic, bool, int, float)):
        array = np.asarray(value)
        if array.dtype.kind in "fiub":
            if array.nbytes > LARGEST:
                return {"large": [int(size) for size in array.shape]}
            array = np.array(array, dtype=array.dtype.newbyteorder("<"), order="C")
            data = base64.b64encode(np.ndarray.tobytes(array)).decode()
            return {"array": data, "dtype": array.dtype.str, "shape": [int(size) for size in array.shape]}
        return {"other": f"array of dtype {array.dtype}"[:LONGEST]}
    return {"other": type(value).__name__[:LONGEST]}


def unpack(packed: dict[str, Any]) -> Any:
    """Return what `pack` was given.

    Parameters
    ----------
    packed : with one of the keys array, items, entries

    Returns
    -------
    value : an array, a float, an int or a bool (from an array without axes), a list or a dict

    Raises
    ------
    ValueError
        If `packed` is none of these, or its array is not what it says it is.
    """
    if "array" in packed:
        dtype = np.dtype(packed["dtype"])
        if dtype.kind not in "fiub":
            raise ValueError(f"dtype: expected floats, integers or bool, got {dtype}")
        array = np.frombuffer(base64.b64decode(packed["array"], validate=True), dtype)
        array = array.reshape(packed["shape"]).copy()
        return array if array.ndim else array.item()
    if "items" in packed:
        return [unpack(item) for item in packed["items"]]
    if "entries" in packed:
        return {key: unpack(item) for key, item in packed["entries"].items()}
    raise ValueError(f"packed: expected an array, items or entries, got {sorted(packed)}")
