"""Comparing what a function returned with what it should return, number by number."""

from typing import Any

import numpy as np

from rnnlib.grading.child import unpack

# What a function returned, taken apart: the place of each array, as in "['W_xh']", and the array there, or a
# few words on what else was there.
Leaves = dict[str, np.ndarray | str]


def leaves(packed: Any) -> Leaves:
    """Return the arrays inside a packed value; whatever is not as `pack` writes it becomes a few words.

    Parameters
    ----------
    packed : from `rnnlib.grading.child.pack`, perhaps by way of a submission, so perhaps anything at all

    Returns
    -------
    leaves : dict from place to array or description
    """
    try:
        return _leaves(packed, "")
    except Exception:  # a submission wrote it: no error here may stop the grading
        return {"": "something unreadable"}


def _leaves(packed: dict[str, Any], place: str) -> Leaves:
    if "none" in packed:
        return {place: "None"}
    if "items" in packed:
        parts = {f"{place}[{number}]": item for number, item in enumerate(packed["items"])}
    elif "entries" in packed:
        parts = {f"{place}[{key!r}]": item for key, item in packed["entries"].items()}
    elif "large" in packed:
        return {place: f"an array of shape {tuple(packed['large'])}, too large"}
    elif "other" in packed:
        return {place: f"an object of type {packed['other']}"}
    else:
        return {place: np.asarray(unpack(packed))}
    return {name: leaf for part, item in parts.items() for name, leaf in _leaves(item, part).items()}


def parted(got: Leaves, want: Leaves) -> Leaves:
    """Return one array as the results it unpacks into, if several of one shape are wanted; else `got`.

    Parameters
    ----------
    got, want : what came back and what should have
    """
    whole = got.get("")
    stacked = {(len(want), *np.shape(leaf)) for leaf in want.values()}
    several = list(want) == [f"[{number}]" for number in range(len(want))]
    if several and isinstance(whole, np.ndarray) and stacked == {whole.shape}:
        return dict(zip(want, map(np.asarray, whole), strict=True))
    return got


def close(got: np.ndarray | str | None, want: np.ndarray | str | None, tolerance: float = 1e-9) -> bool:
    """Return whether two leaves are arrays of one shape with the same numbers; NaN is equal to NaN.

    Parameters
    ----------
    got, want : leaves, or None where there is none
    tolerance : relative to the largest entry of `want`
    """
    if not isinstance(got, np.ndarray) or not isinstance(want, np.ndarray) or got.shape != want.shape:
        return False
    return not apart(got, want, tolerance).any()


def apart(got: np.ndarray, want: np.ndarray, tolerance: float = 1e-9) -> np.ndarray:
    """Return where two arrays of one shape differ by more than the tolerance, as `close` has it."""
    finite = np.abs(want[np.isfinite(want)])
    atol = tolerance * max(finite.max(initial=0), 1e-3)
    with np.errstate(all="ignore"):
        return ~np.isclose(got, want, rtol=tolerance, atol=atol, equal_nan=True)


def factor(got: np.ndarray, want: np.ndarray) -> float | None:
    """Return the one number that `want` was multiplied by to give `got`, or None if there is none."""
    if want.size < 3 or got.shape != want.shape or not np.isfinite(got).all() or not want.any():
        return None
    scale = float(np.max(np.abs(want)))
    with np.errstate(all="ignore"):  # numbers of the learner's may be as large as they come
        c = float(np.sum(got / scale * want) / np.sum(want / scale * want))
    return c if c != 0 and close(got, c * want) else None


def cut(ours: np.ndarray, theirs: np.ndarray) -> bool:
    """Return whether digits were cut off: `ours` holds integers, `theirs` not only whole numbers."""
    if ours.dtype.kind not in "iub" or theirs.dtype.kind != "f":
        return False
    return bool(np.any(theirs != np.round(theirs)))


def repeated(ours: np.ndarray, theirs: np.ndarray) -> bool:
    """Return whether the right last row stands in all places."""
    if ours.ndim < 2 or len(ours) < 2 or not np.array_equal(ours, np.broadcast_to(ours[0], ours.shape)):
        return False
    return close(ours[-1], theirs[-1])
