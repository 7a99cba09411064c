"""Task clipping.global_norm: the length of all gradients together."""

import numpy as np

from rnnlib.grading.draw import readout, recurrent
from rnnlib.grading.spec import Case, Misconception, Section

Arrays = dict[str, np.ndarray]
Rng = np.random.Generator


def gradients(rng: Rng, scale: float = 1.0) -> Arrays:
    """Return the gradients of a small network, of about this size."""
    params = {**recurrent(rng), **readout(rng)}
    return {name: rng.normal(0, scale, array.shape) for name, array in params.items()}


def flat(grads: Arrays) -> np.ndarray:
    """Return all entries in one vector."""
    return np.concatenate([g.ravel() for g in grads.values()])


READ = Section("10_clipping", "A limit on the length")
EQUATION = "‖∇L‖ = m √ Σ (∇L_i / m)² over all entries of all arrays, with m = the largest |∇L_i|"
WHY = (
    "Measured in units of the largest entry, no square is above 1. On a cliff, where the norm is needed most, "
    "the squares of the entries themselves can overflow."
)

CASES = (
    Case("all arrays of a network", lambda rng: {"grads": gradients(rng)}, main=True),
    Case(
        "entries that are all negative",
        lambda rng: {"grads": {name: -np.abs(g) for name, g in gradients(rng).items()}},
        hint="where all entries are negative, the result is wrong. The unit is the largest entry in absolute value.",
    ),
    Case("a gradient that is zero", lambda rng: {"grads": {"W": np.zeros((2, 3)), "b": np.zeros(2)}}),
    Case("entries whose squares overflow", lambda rng: {"grads": gradients(rng, 1e200)}),
)


def _naive(grads: Arrays) -> float:
    with np.errstate(over="ignore"):
        return float(np.sqrt(sum(np.sum(g**2) for g in grads.values())))


def _divided(grads: Arrays) -> float:
    with np.errstate(invalid="ignore"):
        m = np.max(np.abs(flat(grads)))
        return float(m * np.linalg.norm(flat(grads) / m))


MISCONCEPTIONS = (
    Misconception(
        "overflow",
        _naive,
        "the squares of the entries overflow, and the norm is infinite although it need not be. Divide the "
        "entries by the largest one before squaring.",
    ),
    Misconception(
        "zero",
        _divided,
        "where all entries are zero the largest is zero too, and 0/0 is NaN. That gradient has the norm 0.",
    ),
    Misconception(
        "one_array",
        lambda grads: max(
            np.max(np.abs(g)) * np.linalg.norm(g / max(np.max(np.abs(g)), 1e-300)) for g in grads.values()
        ),
        "this is the norm of the longest array by itself. The squares of all arrays belong under one root.",
    ),
    Misconception(
        "sum_of_norms",
        lambda grads: sum(
            np.max(np.abs(g)) * np.linalg.norm(g / max(np.max(np.abs(g)), 1e-300)) for g in grads.values()
        ),
        "the norms of the arrays are added. All entries are one long vector: add squares, take one root.",
    ),
    Misconception(
        "largest_entry",
        lambda grads: np.max(np.abs(flat(grads))),
        "this is the largest entry. It is the unit in which to measure, not yet the length.",
    ),
    Misconception(
        "unit_missing",
        lambda grads: np.linalg.norm(flat(grads) / max(np.max(np.abs(flat(grads))), 1e-300)),
        "the entries were divided by the largest one, and the length was not multiplied by it again.",
    ),
)
