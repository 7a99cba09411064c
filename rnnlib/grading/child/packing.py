"""Values on their way between two processes: as JSON can carry them, and nothing that could act."""

import base64
from typing import Any

import numpy as np

LARGEST = 1 << 16  # bytes of all arrays of one value together
ENTRIES = 1000  # arrays, lists, dicts and numbers of one value together
DEEPEST = 4  # levels of dicts and lists inside one another
LONGEST = 300  # characters of a message
KEY = 60  # characters of a key


class Formula(str):
    """The source of a function, for a task that takes a function as an argument; NumPy is `np` in it."""

    __slots__ = ()


class TooLargeError(ValueError):
    """A value that no answer needs."""


class Room:
    """What is left of the room that one value may take: the bounds hold for all of its parts together."""

    def __init__(self) -> None:
        self.entries, self.bytes = ENTRIES, LARGEST

    def take(self, size: int = 0) -> None:
        """Take the room of one part, whose numbers fill `size` bytes."""
        self.entries -= 1
        self.bytes -= size
        if self.entries < 0:
            raise TooLargeError(f"more than {ENTRIES} entries")
        if self.bytes < 0:
            raise TooLargeError(f"more than {LARGEST >> 10} KB of numbers")


def pack(value: Any) -> dict[str, Any]:
    """Return `value` as JSON can carry it, and only numbers, arrays, dicts, lists and None as themselves.

    Parameters
    ----------
    value : anything, also hostile

    Returns
    -------
    packed : dict with one of the keys none, array, items, entries, formula, large, other
    """
    try:
        return _pack(value, 0, Room())
    except TooLargeError as error:
        return {"other": f"{type(value).__name__[:LONGEST]} with {error}"}


def _pack(value: Any, depth: int, room: Room) -> dict[str, Any]:
    if isinstance(value, (np.ndarray, np.generic, bool, int, float)):
        return _pack_array(np.asarray(value), room)
    room.take()
    if value is None:
        return {"none": True}
    if type(value) is Formula:
        return {"formula": str(value)}
    if isinstance(value, (list, tuple)) and depth < DEEPEST:
        return {"items": [_pack(item, depth + 1, room) for item in value]}
    if isinstance(value, dict) and depth < DEEPEST:
        return {"entries": {str(key)[:KEY]: _pack(item, depth + 1, room) for key, item in value.items()}}
    return {"other": type(value).__name__[:LONGEST]}


def _pack_array(array: np.ndarray, room: Room) -> dict[str, Any]:
    if array.dtype.kind not in "fiub":
        room.take()
        return {"other": f"array of dtype {array.dtype}"[:LONGEST]}
    if max((array.nbytes, *array.shape)) > LARGEST:  # an axis can be long where another has no length
        room.take()
        return {"large": [int(size) for size in array.shape]}
    room.take(array.nbytes)
    array = np.array(array, dtype=array.dtype.newbyteorder("<"), order="C")
    data = base64.b64encode(np.ndarray.tobytes(array)).decode()
    return {"array": data, "dtype": array.dtype.str, "shape": [int(size) for size in array.shape]}


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
