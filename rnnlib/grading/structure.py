"""Mistakes in how a result is put together, seen before any number is compared with a wrong one."""

from collections.abc import Sequence

import numpy as np

from rnnlib.grading.compare import Leaves, close


def structure(got: Sequence[Leaves], want: Sequence[Leaves]) -> str:
    """Return what is wrong with the parts of a result; nothing if that is not what is wrong.

    Parameters
    ----------
    got, want : for each case what came back and what should have, by place
    """
    wrong = [
        (g, w)
        for g, w in zip(got, want, strict=True)
        if g.keys() != w.keys() or not all(_equal(g, place, w, place) for place in w)
    ]
    for diagnose in (_exchanged, _renamed, _dict_wanted, _more, _one_of_several, _listed, _short):
        words = {diagnose(g, w) for g, w in wrong}
        if len(words) == 1 and (said := words.pop()):
            return said
    return ""


def _equal(got: Leaves, place: str, want: Leaves, other: str) -> bool:
    return close(got.get(place), want.get(other))


def _exchanged(got: Leaves, want: Leaves) -> str:
    """Look for the right arrays in one another's places."""
    wrong = [place for place in want if not _equal(got, place, want, place)]
    if got.keys() != want.keys() or len(wrong) < 2:
        return ""
    stands = {
        place: next((other for other in want if _equal(got, place, want, other)), None) for place in wrong
    }
    if None in stands.values():
        return ""
    place, other = next(iter(stands.items()))
    return (
        f"the right arrays stand in the wrong places: what belongs in result{other} stands in result{place}."
    )


def _renamed(got: Leaves, want: Leaves) -> str:
    """Look for the right arrays under other keys."""
    missing, extra = [p for p in want if p not in got], [p for p in got if p not in want]
    if not missing or not all("'" in place for place in (*got, *want)):
        return ""
    names = {place: next((p for p in extra if _equal(got, p, want, place)), None) for place in missing}
    if None in names.values():
        return ""
    said = ", ".join(f"{other} where {place} belongs" for place, other in names.items())
    return f"the numbers are right, and the keys of the dict are not: {said}."


def _dict_wanted(got: Leaves, want: Leaves) -> str:
    """Look for a tuple or list where a dict is asked for."""
    if not want or not all("'" in place for place in want) or not got or "[0]" not in got:
        return ""
    if any("'" in place for place in got):
        return ""
    values = list(want.values())
    right = len(got) == len(want) and all(any(close(g, w) for w in values) for g in got.values())
    return "a tuple or list came back where a dict is asked for" + (
        ", with the right numbers in it: give each array its name as a key." if right else "."
    )


def _more(got: Leaves, want: Leaves) -> str:
    """Look for more than was asked for."""
    if "" in want:
        places = [place for place in got if _equal(got, place, want, "")]
        if len(places) == 1 and len(got) > 1 and places[0]:
            return (
                f"more than one thing came back, and only one is asked for: result{places[0]} is the right "
                "one, by itself."
            )
        return ""
    if len(got) > len(want) and all(_equal(got, place, want, place) for place in want):
        return f"more came back than is asked for: {', '.join(place for place in got if place not in want)}."
    return ""


def _one_of_several(got: Leaves, want: Leaves) -> str:
    """Look for one of several results alone."""
    if "" in want or "" not in got or len(want) < 2:
        return ""
    places = [place for place in want if _equal(got, "", want, place)]
    return f"only one of the results came back, the one that belongs in result{places[0]}." if places else ""


def _listed(got: Leaves, want: Leaves) -> str:
    """Look for the rows of an array in a list."""
    rows = list(got.values())
    if "" not in want or "[0]" not in got or not all(isinstance(row, np.ndarray) for row in rows):
        return ""
    if len({np.shape(row) for row in rows}) == 1 and close(np.stack(rows), want[""]):
        return (
            "the numbers are right, but they came back in a list or tuple; `np.stack` makes one array of it."
        )
    return ""


def _short(got: Leaves, want: Leaves) -> str:
    """Look for the right rows, of which the last are missing."""
    if got.keys() != want.keys():
        return ""
    for place, rows in want.items():
        ours = got[place]
        if close(ours, rows):
            continue
        if not isinstance(ours, np.ndarray) or not isinstance(rows, np.ndarray):
            return ""
        if (
            not ours.ndim
            or not rows.ndim
            or not 0 < len(ours) < len(rows)
            or not close(ours, rows[: len(ours)])
        ):
            return ""
    return (
        "the rows that came back are right, and rows at the end are missing. How many there are, the "
        "arguments say by their shapes or as a number, not by the largest entry that happens to occur."
    )
