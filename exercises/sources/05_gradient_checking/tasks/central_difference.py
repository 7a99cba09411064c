"""Task check.central_difference: the slope along one entry."""

from typing import Any

import numpy as np

from rnnlib.grading.child import Formula
from rnnlib.grading.draw import vector
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Rng = np.random.Generator


def _at(f: Any, w: np.ndarray, i: int, shift: float) -> float:
    moved = w.copy()
    moved.flat[i] += shift
    return float(f(moved))


def _entry(rng: Rng, i: int, *shape: int) -> Inputs:
    c = rng.normal(0, 0.8, shape).tolist()
    f = Formula(f"lambda w: float(np.sum(np.exp(w * np.array({c}))) + np.sum(w) ** 3)")
    return {"f": f, "w": vector(rng, *shape), "i": i, "step": rng.uniform(0.08, 0.16)}


READ = Section("06_gradient_checking", "A slope from two losses")
EQUATION = "∂f/∂w_i ≈ (f(w + δ e_i) - f(w - δ e_i)) / 2δ"
WHY = (
    "Two calls of f for one number: that is what a check costs. With a step of eps^(1/3) about two thirds of "
    "the digits come out right."
)

CASES = (
    Case("an entry of a vector", lambda rng: _entry(rng, 1, 3)),
    Case("an entry of a matrix", lambda rng: _entry(rng, 4, 2, 3)),
)

MISCONCEPTIONS = (
    Misconception(
        "one_sided",
        lambda f, w, i, step: (_at(f, w, i, step) - f(w)) / step,
        "this is the difference from w to w + step. Its error shrinks with the step, that of the central "
        "difference, taken on both sides, with its square.",
    ),
    Misconception(
        "distance",
        lambda f, w, i, step: (_at(f, w, i, step) - _at(f, w, i, -step)) / step,
        "the difference is divided by step. How far apart are w - step and w + step?",
    ),
    Misconception(
        "all_together",
        lambda f, w, i, step: (f(w + step) - f(w - step)) / (2 * step),
        "all entries are moved together. A partial derivative moves one entry and holds the others.",
    ),
    Misconception(
        "own_step",
        lambda f, w, i, step: (_at(f, w, i, 1e-5) - _at(f, w, i, -1e-5)) / 2e-5,
        "the entry is not moved by `step` but by some much smaller number. How far to go is for the caller to "
        "say: use the argument.",
    ),
)
