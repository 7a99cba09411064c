"""Task check.directional: one direction through all the weights."""

from typing import Any

import numpy as np

from rnnlib.grading.child import Formula
from rnnlib.grading.draw import vector
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Arrays = dict[str, np.ndarray]
Rng = np.random.Generator


def _signs(rng: Rng, *shapes: tuple[int, ...]) -> Inputs:
    names = ("W", "b")[: len(shapes)]
    params = {name: vector(rng, *shape) for name, shape in zip(names, shapes, strict=True)}
    c = rng.uniform(0.4, 0.9)
    terms = " + ".join(f"np.sum(np.exp({c + 0.3 * i} * p['{name}']))" for i, name in enumerate(names))
    return {
        "f": Formula(f"lambda p: float({terms})"),
        "params": params,
        "grads": {name: vector(rng, *array.shape) for name, array in params.items()},
        "signs": {name: rng.choice([-1.0, 1.0], array.shape) for name, array in params.items()},
        "step": rng.uniform(0.2, 0.4),
    }


def _along(
    f: Any,
    params: Arrays,
    grads: Arrays,
    signs: Arrays,
    step: float,
    n: int | None = None,
    moved: Arrays | None = None,
) -> tuple[float, float]:
    """Compare along the signs divided by the root of `n`, moving the arrays by `moved` times that."""
    root = np.sqrt(sum(s.size for s in signs.values()) if n is None else n)
    u = {name: s / root for name, s in signs.items()}
    go = u if moved is None else moved
    sides = [f({k: params[k] + way * step * go[k] for k in params}) for way in (1, -1)]
    return sum(np.sum(grads[k] * u[k]) for k in params), (sides[0] - sides[1]) / (2 * step)


READ = Section("06_gradient_checking", "A million weights")
EQUATION = """\
u = signs / √M, M = how many entries all arrays have together
predicted = Σ u ∘ grads, found = (f(w + δu) - f(w - δu)) / 2δ"""
WHY = (
    "Two calls of f, however many weights there are. An error in one entry shows in every such direction, "
    "1/√M as large as it is."
)

CASES = (
    Case("one vector", lambda rng: _signs(rng, (4,))),
    Case("a matrix and a vector", lambda rng: _signs(rng, (3, 4), (3,))),
)

MISCONCEPTIONS = (
    Misconception(
        "not_unit",
        lambda *args: _along(*args, n=1),
        "the direction has the length √M. Divide the signs by the root of the number of entries of all arrays "
        "together, so that a step along it is as long as `step` says.",
    ),
    Misconception(
        "one_length_only",
        lambda f, p, g, s, step: _along(f, p, g, s, step, moved=s),
        "the prediction is along a unit vector, but the arrays are moved by the signs themselves: the two "
        "numbers belong to directions of different length.",
    ),
    Misconception(
        "each_array_unit",
        lambda f, p, g, s, step: _along(f, p, g, {k: v / np.sqrt(v.size) for k, v in s.items()}, step, n=1),
        "each array has a unit vector of its own. There is one direction through all arrays together: count "
        "their entries together for √M.",
    ),
)
