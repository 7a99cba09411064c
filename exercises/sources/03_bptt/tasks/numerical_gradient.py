"""Task bptt.numerical_gradient: the gradient by numbers."""

from collections.abc import Callable

import numpy as np

from rnnlib.grading.child import Formula
from rnnlib.grading.draw import vector
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator

right = solutions(__file__)  # the master's


def _each(f: Callable[[Array], float], w: Array, change: Callable[[Array, tuple[int, ...]], float]) -> Array:
    return np.array([change(w, index) for index in np.ndindex(w.shape)]).reshape(w.shape)


def _at(f: Callable[[Array], float], w: Array, index: tuple[int, ...], shift: float) -> float:
    moved = w.copy()
    moved[index] += shift
    return f(moved)


def _not_restored(f: Callable[[Array], float], w: Array, step: float) -> Array:
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        above = _at(f, w, index, step)
        w[index] -= step
        grad[index] = (above - f(w)) / (2 * step)
    return grad


def _both_moved_on(f: Callable[[Array], float], w: Array, step: float) -> Array:
    above, below, grad = w.copy(), w.copy(), np.zeros_like(w)
    for index in np.ndindex(w.shape):
        above[index] += step
        below[index] -= step
        grad[index] = (f(above) - f(below)) / (2 * step)
    return grad


def _moved_up(f: Callable[[Array], float], w: Array, step: float) -> Array:
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        below = _at(f, w, index, -step)
        w[index] += step
        grad[index] = (f(w) - below) / (2 * step)
    return grad


NOT_RESTORED = (
    "an entry that was moved is not put back before the next one is moved, so the later entries are measured "
    "somewhere else than at w. A second name, as in `m = w`, is not a copy: moving it moves w itself."
)


def _function(rng: Rng, *shape: int) -> Inputs:
    c = rng.normal(0, 0.8, shape).tolist()
    f = Formula(f"lambda w: float(np.sum(np.exp(w * np.array({c}))) + np.sum(w) ** 3)")
    return {"f": f, "w": vector(rng, *shape), "step": rng.uniform(0.08, 0.16)}


READ = Section("05_backpropagation_through_time", "Is all of it right?")
EQUATION = "∂f/∂w_i ≈ (f(w + δ e_i) - f(w - δ e_i)) / 2δ"
WHY = (
    "The errors of the two sides cancel up to the square of the step. A smaller step is better only "
    "until rounding takes over: in float64, a good one is near 1e-5, not 1e-12."
)

CASES = (
    Case("a function of a vector", lambda rng: _function(rng, 3)),
    Case("a function of a matrix", lambda rng: _function(rng, 2, 3)),
)

MISCONCEPTIONS = (
    Misconception(
        "own_step",
        lambda f, w, step: right.numerical_gradient(f, w, 1e-5),
        "the entries are not moved by `step` but by some much smaller number. How far to go is for the caller "
        "to say: use the argument.",
    ),
    Misconception(
        "forward",
        lambda f, w, step: _each(f, w, lambda w, i: (_at(f, w, i, step) - f(w)) / step),
        "this is the forward difference, from w to w + step. Its error shrinks with the step; the "
        "error of the central difference, taken on both sides of w, shrinks with its square.",
    ),
    Misconception(
        "backward",
        lambda f, w, step: _each(f, w, lambda w, i: (f(w) - _at(f, w, i, -step)) / step),
        "this is the backward difference, from w - step to w. The central difference looks at both "
        "sides of w.",
    ),
    Misconception(
        "distance",
        lambda f, w, step: 2 * right.numerical_gradient(f, w, step),
        "the difference is divided by step. How far apart are w - step and w + step?",
    ),
    Misconception(
        "all_together",
        lambda f, w, step: np.full_like(w, (f(w + step) - f(w - step)) / (2 * step)),
        "all entries of w are moved together. A partial derivative moves one entry and holds the others.",
    ),
    Misconception(
        "one_array",
        lambda f, w, step: _each(f, w, lambda w, i: (_at(f, w, i, step) - f(w)) / (2 * step)),
        "this is half of a forward difference: the second point is w itself. After `p = w; m = w` all "
        "three names are one array, so `m[i] -= step` takes back what `p[i] += step` did; `w.copy()` "
        "makes another.",
    ),
    Misconception("not_restored", _not_restored, NOT_RESTORED),
    Misconception("not_restored", _moved_up, NOT_RESTORED),
    Misconception("not_restored", _both_moved_on, NOT_RESTORED),
)
