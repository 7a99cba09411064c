"""Simple relations between what came back and what should have: a factor, a sign, a shift, an axis."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from rnnlib.grading.compare import close

Array = np.ndarray
Sizes = dict[str, int]
TINY = 1e-12  # less is what rounding leaves of zero
Change = Callable[[Array], Any]  # gives an array, or a number


def _rounded(digits: int) -> Callable[[Array], Array]:
    return lambda w: np.round(w, digits)


# What makes the wrong array out of the right one, and how that is said of the result.
MOVED: tuple[tuple[str, Change], ...] = (
    ("has its sign reversed", lambda w: -w),
    ("is transposed", lambda w: w.T),
    ("runs backwards along its first axis: the last row comes first", lambda w: w[::-1]),
    ("runs backwards along its last axis", lambda w: w[..., ::-1]),
    ("has its first two axes exchanged", lambda w: w.swapaxes(0, 1)),
    ("has its last two axes exchanged", lambda w: w.swapaxes(-1, -2)),
    ("lacks its first row", lambda w: w[1:]),
    ("lacks its last row", lambda w: w[:-1]),
    ("is its last row alone", lambda w: w[-1]),
    ("is its first row alone", lambda w: w[0]),
    ("is shifted by one row, the last coming first", lambda w: np.roll(w, 1, axis=0)),
    ("is shifted by one row, the first coming last", lambda w: np.roll(w, -1, axis=0)),
    ("is shifted by one row, with zeros in the first", lambda w: np.concatenate([0 * w[:1], w[:-1]])),
    ("is shifted by one row, with zeros in the last", lambda w: np.concatenate([w[1:], 0 * w[:1]])),
    ("has zeros in its first row", lambda w: np.concatenate([0 * w[:1], w[1:]])),
    ("has zeros in its last row", lambda w: np.concatenate([w[:-1], 0 * w[:1]])),
    ("has lost its axes of length 1", lambda w: w.squeeze()),
    ("has one axis of length 1 too many, at the front", lambda w: w[None]),
    ("has one axis of length 1 too many, at the end", lambda w: w[..., None]),
    ("has one axis of length 1 too many", lambda w: w[:, None]),
    ("is flat: all entries stand in one axis", lambda w: w.ravel()),
    ("is summed over its first axis", lambda w: w.sum(axis=0)),
    ("is summed over its last axis", lambda w: w.sum(axis=-1)),
    ("is averaged over its first axis", lambda w: w.mean(axis=0)),
    ("is averaged over its last axis", lambda w: w.mean(axis=-1)),
    ("is summed up to a single number", lambda w: w.sum()),
    ("is averaged to a single number", lambda w: w.mean()),
    ("adds up the rows before it as well, a running sum", lambda w: np.cumsum(w, axis=0)),
)

# The same, by functions: too many to be tried on mutants too.
CHANGED: tuple[tuple[str, Change], ...] = (
    ("is squared", lambda w: w**2),
    ("is the root of the right one", np.sqrt),
    ("is given as an absolute value", np.abs),
    ("is the logarithm of the right one", np.log),
    ("is exp of the right one", np.exp),
    ("is 1 minus the right one", lambda w: 1 - w),
    ("is 1 divided by the right one", lambda w: 1 / w),
    ("went through tanh", np.tanh),
    ("went through the sigmoid", lambda w: 1 / (1 + np.exp(-w))),
    ("went through softmax", lambda w: np.exp(w) / np.exp(w).sum(axis=-1, keepdims=True)),
    ("went through softmax, over all entries together", lambda w: np.exp(w) / np.exp(w).sum()),
    ("was standardised", lambda w: (w - w.mean()) / w.std()),
    ("has no entries below zero: they became 0", lambda w: np.maximum(w, 0)),
    ("is divided by its length", lambda w: w / np.linalg.norm(w)),
    ("was made to add up to 1", lambda w: w / w.sum()),
    ("holds its diagonal alone", lambda w: np.diag(np.diag(w))),
    *((f"is rounded to {k} digits after the point", _rounded(k)) for k in range(7)),
)

# What makes the right array out of the wrong one.
OF_WRONG: tuple[tuple[str, Change], ...] = (
    ("has a row for each step; they belong added up", lambda g: g.sum(axis=0)),
    ("has a row for each step; they belong averaged", lambda g: g.mean(axis=0)),
    ("has a column too many for each row; they belong added up", lambda g: g.sum(axis=-1)),
    ("has several numbers, which belong averaged", lambda g: g.mean()),
    ("has several numbers, which belong added up", lambda g: g.sum()),
    ("has a row too many, the first", lambda g: g[1:]),
    ("has a row too many, the last", lambda g: g[:-1]),
    ("has rows for all steps, where the last one alone belongs", lambda g: g[-1]),
    ("has rows for all steps, where the first one alone belongs", lambda g: g[0]),
    ("pairs each entry with each, as a column and a row do; its diagonal alone is asked for", np.diagonal),
)


def relation(
    got: Sequence[Array], want: Sequence[Array], sizes: Sequence[Sizes], of_mutant: bool = False
) -> str:
    """Return what is wrong with an array, if it has a simple relation to the right one; else nothing.

    Parameters
    ----------
    got, want : for each case what came back and what should have
    sizes : for each case the lengths of axes by their names, as T and B
    of_mutant : whether `want` is wrong itself, so that only the simplest relations are no coincidence
    """
    if not any(w.any() and np.isfinite(g).all() for g, w in zip(got, want, strict=True)):
        return ""
    for said, change in MOVED if of_mutant else (*MOVED, *CHANGED):
        if _holds(change, want, got):
            return said
    for said, change in () if of_mutant else OF_WRONG:
        if _holds(change, got, want):
            return said
    return _factor(got, want, sizes) or ("" if of_mutant else _signs(got, want))


def _signs(got: Sequence[Array], want: Sequence[Array]) -> str:
    """Say that the sizes are right, if they are, and whether whole columns or rows have the wrong sign."""
    if any(g.shape != w.shape or w.dtype.kind != "f" for g, w in zip(got, want, strict=True)):
        return ""
    if not all(close(np.abs(g), np.abs(w)) for g, w in zip(got, want, strict=True)):
        return ""
    off = [g * w < 0 for g, w in zip(got, want, strict=True)]
    if sum(wrong.sum() for wrong in off) < 2:
        return ""
    for axis, name in ((0, "columns"), (-1, "rows")):
        if all(wrong.ndim > 1 and (wrong.all(axis) | ~wrong.any(axis)).all() for wrong in off):
            return f"is right in size, and whole {name} of it have the wrong sign"
    return "is right in size, and some of its signs are wrong"


def _holds(change: Change, source: Sequence[Array], result: Sequence[Array]) -> bool:
    changes = says = False
    with np.errstate(all="ignore"):
        for s, r in zip(source, result, strict=True):
            try:
                changed = np.asarray(change(s))
            except (
                ArithmeticError,
                TypeError,
                ValueError,
                IndexError,
            ):  # an array that this cannot be done to
                return False
            if not close(r, changed) or not np.isfinite(changed).all():
                return False
            changes = changes or not close(s, changed)
            says = says or bool((np.abs(changed) > TINY).any())
    return changes and says


def _factor(got: Sequence[Array], want: Sequence[Array], sizes: Sequence[Sizes]) -> str:
    """Return the factor in words, if it is the same number in all cases or made of lengths of axes."""
    known = [(g, w, s) for g, w, s in zip(got, want, sizes, strict=True) if w.any()]
    if any(g.shape != w.shape or g.dtype.kind == "b" or not np.isfinite(g).all() for g, w, _ in known):
        return ""
    ratios = np.array([np.sum(g * w) / np.sum(w * w) for g, w, _ in known])
    if not all(close(g, np.asarray(c * w)) for c, (g, w, _) in zip(ratios, known, strict=True)):
        return ""
    if sum(w.size for _, w, _ in known) < 2:
        return ""
    if np.allclose(ratios, 1):
        return ""
    lengths = {name: np.array([float(s[name]) for _, _, s in known]) for name in sizes[0]}
    found = [said for said, c in _factors(lengths) if np.allclose(ratios, c, rtol=1e-9, atol=0)]
    fits = [said for said in found if _length(said) == _length(found[0])]  # a longer one is a coincidence
    return f"is {' (or '.join(fits[:2])}{')' * (len(fits) > 1)} times what it should be" if fits else ""


def _length(said: str) -> int:
    return len(said) + sum(letter in "2²" for letter in said)


def _factors(lengths: dict[str, Array]) -> Iterator[tuple[str, Array | float]]:
    """Yield factors by what they are called, each as one number or as one for each case."""
    yield from (("2", 2), ("½", 1 / 2), ("-2", -2), ("-½", -1 / 2), ("4", 4), ("¼", 1 / 4))
    yield from (("1/ln 2", 1 / np.log(2)), ("1/ln 10", 1 / np.log(10)))
    products = dict(lengths)
    for one, two in combinations(lengths, 2):
        products[f"{one}·{two}"] = lengths[one] * lengths[two]
        yield f"{one}/{two}", lengths[one] / lengths[two]
        yield f"{two}/{one}", lengths[two] / lengths[one]
    products |= {f"{name}²": length**2 for name, length in lengths.items()}
    for said, product in products.items():
        below = f"({said})" if "·" in said else said
        yield from (
            (said, product),
            (f"1/{below}", 1 / product),
            (f"-{said}", -product),
            (f"-1/{below}", -1 / product),
        )
        yield from ((f"2·{said}", 2 * product), (f"1/(2·{said})", 1 / (2 * product)))
        yield from ((f"{said}/2", product / 2), (f"2/{below}", 2 / product))
    for name, length in lengths.items():
        yield from ((f"√{name}", length**0.5), (f"1/√{name}", length**-0.5))
        yield from (
            (f"{name}/({name} - 1)", length / (length - 1)),
            (f"({name} - 1)/{name}", (length - 1) / length),
        )


def sizes(solution: str, inputs: dict[str, Any]) -> Sizes:
    """Return the lengths of axes by the names that the docstring gives them, as in "x (T, D)".

    Parameters
    ----------
    solution : source text of the right function
    inputs : the arguments of a call
    """
    *_, function = ast.parse(solution).body
    text = ast.get_docstring(function) or "" if isinstance(function, ast.FunctionDef) else ""
    found: Sizes = {}
    for name, axes in re.findall(r"(\w+) \(([\w ,+-]+)\)", text):
        array = inputs.get(name)
        letters = [axis.strip() for axis in axes.split(",") if axis.strip()]
        if isinstance(array, np.ndarray) and array.ndim == len(letters):
            found.update({axis: n for axis, n in zip(letters, array.shape, strict=True) if axis.isalpha()})
    return found
