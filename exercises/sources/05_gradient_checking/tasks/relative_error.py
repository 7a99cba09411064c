"""Task check.relative_error: how far two gradients are apart."""

from collections.abc import Callable

import numpy as np

from rnnlib.grading.draw import vector
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator
Error = Callable[[Array, Array], float]


def _two(rng: Rng, *shape: int, factor: float) -> Inputs:
    given = vector(rng, *shape)
    given[np.unravel_index(np.abs(given).argmax(), shape)] = -1.5 * np.abs(given).max()
    return {"given": given, "found": factor * given + rng.normal(0, 0.1, shape)}


def _not_a_number(rng: Rng) -> Inputs:
    inputs = _two(rng, 4, factor=1.0)
    inputs["given"][2] = np.nan
    return inputs


def _apart(given: Array, found: Array) -> float:
    return float(np.abs(given - found).max())


def _largest(given: Array, found: Array) -> float:
    return float(max(np.abs(given).max(), np.abs(found).max()))


def _but(error: Error) -> Error:
    """Return a wrong function that is right about zeros and NaN."""

    def wrong(given: Array, found: Array) -> float:
        if not np.isfinite(given).all():
            return np.inf
        return error(given, found) if _largest(given, found) > 0 else 0.0

    return wrong


READ = Section("06_gradient_checking", "What a tolerance should be")
EQUATION = """\
error = max |given - found| / max(max |given|, max |found|)
0 where both are zero everywhere, ∞ where one is not a number"""
WHY = (
    "One scale for a whole array: an entry that is zero by chance would have an infinite error of its own. "
    "And NaN > tolerance is false, so a NaN that is not looked for passes every check."
)

CASES = (
    Case(
        "two zero gradients",
        lambda rng: {"given": np.zeros((2, 3)), "found": np.zeros((2, 3))},
        hint="where both gradients are zero everywhere, nothing is wrong: the error is 0, and not the NaN of 0/0.",
    ),
    Case("a gradient that is not a number", _not_a_number),
    Case("a gradient that is much too large", lambda rng: _two(rng, 3, 4, factor=0.4), main=True),
    Case("a gradient that is much too small", lambda rng: _two(rng, 3, 4, factor=2.5)),
)

MISCONCEPTIONS = (
    Misconception(
        "absolute",
        _but(_apart),
        "this is the absolute difference. Whether 0.01 is much depends on how large the gradients are.",
    ),
    Misconception(
        "entry_by_entry",
        _but(lambda g, f: (np.abs(g - f) / np.maximum(np.abs(g), np.abs(f))).max()),
        "every entry is divided by its own size. An entry that happens to be near zero then has a large error, "
        "although nothing is wrong: divide by the largest entry of the whole array.",
    ),
    Misconception(
        "nan_hidden",
        lambda g, f: (
            _apart(g, f) / _largest(g, f)
            if np.isfinite(g).all() and _largest(g, f) > 0
            else 0.0
            if np.isfinite(g).all()
            else np.nan
        ),
        "a gradient with a NaN in it gets the error NaN, and NaN > tolerance is false: such a gradient passes. "
        "It is infinitely wrong.",
    ),
    Misconception(
        "norms",
        _but(lambda g, f: float(np.linalg.norm(g - f) / max(np.linalg.norm(g), np.linalg.norm(f)))),
        "lengths are compared, where the largest entries are asked for. In a length one wrong entry among many "
        "right ones is diluted.",
    ),
    Misconception(
        "sum_of_both",
        _but(lambda g, f: _apart(g, f) / (np.abs(g).max() + np.abs(f).max())),
        "the difference is divided by the sum of both sizes, where the larger of the two is asked for.",
    ),
)
