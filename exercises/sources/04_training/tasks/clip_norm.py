"""Task training.clip_norm: clipping by global norm."""

from collections.abc import Callable

import numpy as np

from rnnlib.grading.draw import readout, recurrent
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

from .sgd_step import random_grads

Array = np.ndarray
Arrays = dict[str, np.ndarray]
Rng = np.random.Generator

right = solutions(__file__)  # the master's


def _norm(grads: Arrays) -> float:
    return float(np.sqrt(sum(np.sum(g**2) for g in grads.values())))


def _scaled(grads: Arrays, factor: Callable[[Array], float]) -> Arrays:
    return {name: g * factor(g) for name, g in grads.items()}


def _to_clip(rng: Rng, least: float, most: float) -> Inputs:
    grads = random_grads(rng, {**recurrent(rng), **readout(rng)})
    return {"grads": grads, "max_norm": rng.uniform(least, most) * _norm(grads)}


READ = Section("07_training", "The loop")
EQUATION = """\
‖∇L‖ = √ Σ (all entries of all arrays)²
∇L ← ∇L · min(1, max_norm / ‖∇L‖)"""
WHY = (
    "One factor for all arrays keeps the direction of the step and limits its length alone. And the "
    "norm before clipping is the first thing to look at when a training run goes wrong."
)


def _largest(grads: Arrays) -> float:
    return float(max(map(np.linalg.norm, grads.values())))


CASES = (
    Case("a norm below the threshold", lambda rng: _to_clip(rng, 1.2, 2.0)),
    Case("a norm far above the threshold", lambda rng: _to_clip(rng, 0.1, 0.3)),
    Case("above the threshold only when all arrays are counted", lambda rng: _to_clip(rng, 0.93, 0.97)),
)

MISCONCEPTIONS = (
    Misconception(
        "largest_array",
        lambda grads, limit: (
            _scaled(grads, lambda g: min(1, limit / _norm(grads)) if _largest(grads) > limit else 1.0),
            _norm(grads),
        ),
        "the factor is right, but whether to clip is decided by the largest array alone. The norm of all "
        "entries together can exceed the threshold where no array's own norm does.",
    ),
    Misconception(
        "per_array",
        lambda grads, limit: (_scaled(grads, lambda g: min(1, limit / np.linalg.norm(g))), _norm(grads)),
        "each array is clipped by its own norm. That changes the direction of the step; one common "
        "factor for all arrays keeps it.",
    ),
    Misconception(
        "by_value",
        lambda grads, limit: (
            {name: np.clip(g, -limit, limit) for name, g in grads.items()},
            _norm(grads),
        ),
        "each entry is cut to the threshold. That is clipping by value; clipping by norm shrinks all "
        "entries by one common factor.",
    ),
    Misconception(
        "always",
        lambda grads, limit: (_scaled(grads, lambda g: limit / _norm(grads)), _norm(grads)),
        "a gradient below the threshold is scaled up to it. Clipping only ever shrinks.",
    ),
    Misconception(
        "norm_after",
        lambda grads, limit: (right.clip_norm(grads, limit)[0], min(limit, _norm(grads))),
        "the norm that comes back was measured after clipping, where it can tell nothing about an "
        "explosion. Return the norm before.",
    ),
    Misconception(
        "no_root",
        lambda grads, limit: (
            _scaled(grads, lambda g: min(1, limit / _norm(grads) ** 2)),
            _norm(grads) ** 2,
        ),
        "the root is missing: this norm is the sum of the squares.",
    ),
    Misconception(
        "sum_of_norms",
        lambda grads, limit: (
            _scaled(grads, lambda g: min(1, limit / sum(map(np.linalg.norm, grads.values())))),
            sum(map(np.linalg.norm, grads.values())),
        ),
        "the norms of the arrays are added. The global norm treats all entries as one long vector: add "
        "squares, then take one root.",
    ),
)
