"""Reading what came out of a child process, which a submission may have written.

Only what the child itself writes is let in, each piece in its own type and within the bounds that `pack`
keeps. What reads it afterwards may rely on that, and takes no more time or memory than for an honest answer.
"""

import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from rnnlib.grading.child import packing, unpack

LINES = 20_000  # of one child; an honest one writes two for each case and one for each statement
LINE = 1 << 20  # bytes of one line; the largest value that `pack` makes is shorter
AXES = 32  # of an array, as many as every NumPy has
DTYPE = re.compile(r"[<|][fiub]\d{1,2}")

Line = dict[str, Any]


def lines(data: bytes) -> Iterator[Line]:
    """Give the lines that a child writes, and none that only looks like one.

    Parameters
    ----------
    data : all that came out of the child

    Yields
    ------
    line : with the keys of one kind of line: ready; at; cell and raised; or task, attempt, case and observed
    """
    for text in islice(io.BytesIO(data), LINES):
        if len(text) <= LINE:
            line: Line | None = None
            with suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError):
                line = _line(json.loads(text))
            if line is not None:
                yield line


def _line(line: Any) -> Line | None:
    if not isinstance(line, dict):
        return None
    if "ready" in line:
        return {"ready": True, "missing": [_text(name) for name in line["missing"]]}
    if "observed" in line:
        attempt = line["attempt"] if line["attempt"] == "last" else _whole(line["attempt"])
        observed = _observed(line["observed"])
        return {
            "task": _text(line["task"]),
            "attempt": attempt,
            "case": _whole(line["case"]),
            "observed": observed,
        }
    if "at" in line:
        cell = {"cell": _whole(line["cell"]), **_place(line)} if "cell" in line else {}
        return {"at": _text(line["at"]), **cell}
    if "cell" in line:
        return {"cell": _whole(line["cell"]), **_raised(line)}
    return None


def _observed(seen: Any) -> dict[str, Any]:
    if not isinstance(seen, dict):
        raise TypeError
    if "value" in seen:
        try:
            value = _value(seen["value"], 0, packing.Room())
        except (ValueError, TypeError, KeyError, AttributeError):
            value = {"unreadable": True}  # which `leaves` says
        names = [_text(name) for name in seen["modified"][: packing.ENTRIES]]
        return {"value": value, "modified": names, **({"random": True} if seen.get("random") is True else {})}
    if "raised" in seen:
        return _raised(seen)
    if "stopped" in seen:
        return {"stopped": _text(seen["stopped"])}
    if seen in ({"not_attempted": True}, {"missing": True}):
        return seen
    raise ValueError


def _raised(seen: dict[str, Any]) -> dict[str, Any]:
    return {"raised": _text(seen["raised"]), "message": _text(seen["message"]), **_place(seen)}


def _place(seen: dict[str, Any]) -> dict[str, Any]:
    return {"line": _whole(seen["line"]), "text": _text(seen["text"])}


def _value(packed: dict[str, Any], depth: int, room: packing.Room) -> dict[str, Any]:
    """Return a copy of what `pack` may have written, or raise what a wrong type or value raises."""
    if "array" in packed:
        return _array(packed["array"], packed["dtype"], packed["shape"], room)
    room.take()
    if "items" in packed and depth < packing.DEEPEST:
        return {"items": [_value(item, depth + 1, room) for item in packed["items"]]}
    if "entries" in packed and depth < packing.DEEPEST:
        entries = packed["entries"].items()
        return {"entries": {key[: packing.KEY]: _value(item, depth + 1, room) for key, item in entries}}
    if "none" in packed:
        return {"none": True}
    if "large" in packed:
        return {"large": [_whole(size) for size in packed["large"][:AXES]]}
    return {"other": _text(packed["other"])}


def _array(data: str, dtype: str, shape: list[int], room: packing.Room) -> dict[str, Any]:
    room.take(max(0, 3 * len(data) // 4 - 2))  # at least
    if not DTYPE.fullmatch(dtype) or len(shape) > AXES or max(shape, default=0) > packing.LARGEST:
        raise ValueError
    packed = {"array": data, "dtype": dtype, "shape": [_whole(size) for size in shape]}
    unpack(packed)  # its numbers are there, and as many as its shape says
    return packed


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value[: packing.LONGEST]


def _whole(value: Any) -> int:
    if type(value) is not int or abs(value) >= 1 << 63:
        raise TypeError
    return value
