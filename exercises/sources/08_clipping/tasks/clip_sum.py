"""Task clipping.clip_sum: gradients of several parts, added and clipped once."""

import numpy as np

from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

from .global_norm import Arrays, Rng, flat, gradients

right = solutions(__file__)  # the master's

# A hint that belongs to the update as well.
PER_ARRAY = (
    "each array is clipped by its own norm, which turns the gradient. One common factor keeps its direction."
)


def _add(parts: list[Arrays]) -> Arrays:
    return {name: np.sum([part[name] for part in parts], axis=0) for name in parts[0]}


def _parts(rng: Rng, n: int, least: float, most: float) -> Inputs:
    parts = [gradients(rng) for _ in range(n)]
    return {"parts": parts, "max_norm": rng.uniform(least, most) * np.linalg.norm(flat(_add(parts)))}


def _zero(rng: Rng) -> Inputs:
    part = gradients(rng)
    return {"parts": [part, {name: -g for name, g in part.items()}], "max_norm": 1.0}


READ = Section("10_clipping", "In the loop")
EQUATION = """\
∇L = Σ over the parts of their gradients
∇L ← ∇L · min(1, max_norm / ‖∇L‖)"""
WHY = (
    "The limit is meant for the step, and only the sum makes the step. A sum of zero has no direction: it "
    "stays zero, and nothing is divided by it."
)

CASES = (
    Case("a sum far above the threshold", lambda rng: _parts(rng, 3, 0.1, 0.3), main=True),
    Case("a sum below the threshold", lambda rng: _parts(rng, 4, 1.2, 1.5)),
    Case("parts that cancel", _zero),
)


def _zero_divided(parts: list[Arrays], max_norm: float) -> Arrays:
    total = _add(parts)
    norm = np.linalg.norm(flat(total))
    with np.errstate(invalid="ignore"):
        return {name: g / norm * min(norm, max_norm) for name, g in total.items()}


MISCONCEPTIONS = (
    Misconception(
        "zero",
        _zero_divided,
        "where the parts cancel, the norm of the sum is zero, and 0/0 is NaN. A sum of zero is to stay zero.",
    ),
    Misconception(
        "parts_clipped",
        lambda parts, max_norm: _add([right.clip_sum([part], max_norm) for part in parts]),
        "each part was clipped before adding. The limit is meant for the sum: add first, then clip once.",
    ),
    Misconception(
        "mean",
        lambda parts, max_norm: right.clip_sum(
            [{name: g / len(parts) for name, g in part.items()} for part in parts], max_norm
        ),
        "the gradients of the parts are averaged. They add up to the gradient of the whole.",
    ),
    Misconception(
        "always",
        lambda parts, max_norm: {
            name: g * max_norm / max(np.linalg.norm(flat(_add(parts))), 1e-300)
            for name, g in _add(parts).items()
        },
        "a sum below the threshold is stretched up to it. Clipping only ever shrinks.",
    ),
    Misconception(
        "per_array",
        lambda parts, max_norm: {
            name: g * min(1.0, max_norm / max(np.linalg.norm(g), 1e-300)) for name, g in _add(parts).items()
        },
        PER_ARRAY,
    ),
    Misconception(
        "by_value",
        lambda parts, max_norm: {name: np.clip(g, -max_norm, max_norm) for name, g in _add(parts).items()},
        "each entry is cut to the threshold. That is clipping by value; here one factor shrinks them all.",
    ),
)
