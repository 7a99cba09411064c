"""Arrays as text, with the first wrong entry marked."""

from typing import Any

import numpy as np

from rnnlib.grading.compare import Leaves, apart, close
from rnnlib.grading.printing import one_line

SHORT, LONG = 4, 12  # significant digits; the long ones show a difference that the short ones hide
LONGEST = 12  # rows of an array that are shown, and numbers of a row
ONE_LINE = 86  # letters


def arguments(inputs: dict[str, Any]) -> list[str]:
    """Return lines that show the arguments of a call.

    Parameters
    ----------
    inputs : by name: numbers, arrays, functions, and dicts and lists of them
    """
    lines = []
    for name, value in inputs.items():
        if isinstance(value, dict):
            lines += arguments({f"{name}[{key!r}]": part for key, part in value.items()})
        elif isinstance(value, list):
            lines += arguments({f"{name}[{i}]": part for i, part in enumerate(value)})
        elif callable(value):
            lines.append(f"{name} = a function")
        else:
            lines += _shown(name, np.asarray(value))
    return lines


def expected_and_got(want: Leaves, got: Leaves) -> list[str]:
    """Return lines that show what should have come back and what did, at the first place that is wrong.

    Parameters
    ----------
    want, got : arrays by their places in the result; `got` may hold words where no array came back
    """
    place = next((place for place in want if not close(got.get(place), want[place])), next(iter(want)))
    right, ours = np.asarray(want[place]), got.get(place)
    label = f" {place}" * bool(place)
    if not isinstance(ours, np.ndarray):
        return [*_shown(f"expected{label}", right), f"got{label}: {one_line(ours or 'no result')[:100]}"]
    off = apart(ours, right) if ours.shape == right.shape else np.zeros(())
    if not off.any():
        return [*_shown(f"expected{label}", right), *_shown(f"got{label}", ours)]
    first = tuple(int(i) for i in np.argwhere(off)[0])
    digits = SHORT if _number(ours[first], SHORT) != _number(right[first], SHORT) else LONG
    where = f", first wrong at [{', '.join(map(str, first))}]" if first else ""
    return [
        *_shown(f"expected{label}", right, digits),
        *_shown(f"got{label}", ours, digits, where, first),
    ]


def _shown(
    name: str, array: np.ndarray, digits: int = SHORT, where: str = "", mark: tuple[int, ...] | None = None
) -> list[str]:
    """Return an array as lines of text behind its name, one line a row, with one entry between > and <."""
    label = name + _shape(array) + where
    if array.ndim == 0:
        return [f"{label} = {_number(array, digits)}"]
    texts = np.empty(array.shape, dtype=object)
    for index in np.ndindex(array.shape):
        number = _number(array[index], digits)
        texts[index] = f">{number}<" if index == mark else f" {number} "
    width = max(map(len, texts.flat), default=0)
    rows = [
        "[" + " ".join(text.rjust(width) for text in row[:LONGEST]) + " …" * (len(row) > LONGEST) + "]"
        for row in texts.reshape(-1, array.shape[-1] or 1).tolist()
    ]
    if len(rows) == 1 and len(label) + len(rows[0]) < ONE_LINE:
        return [f"{label} = {rows[0]}"]
    more = [f"… and {len(rows) - LONGEST} rows more"] * (len(rows) > LONGEST)
    return [f"{label} =", *(f"  {row}" for row in [*rows[:LONGEST], *more])]


def _shape(array: np.ndarray) -> str:
    return f" {array.shape}" * bool(array.ndim)


def _number(value: Any, digits: int) -> str:
    return str(bool(value)) if np.asarray(value).dtype.kind == "b" else f"{float(value) + 0.0:.{digits}g}"
