"""Task loss.softmax: softmax."""

import numpy as np

from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Misconception

Array = np.ndarray
Rng = np.random.Generator

right = solutions(__file__)  # the master's


def scores(rng: Rng, T: int, K: int) -> Array:
    return rng.normal(0, 1.5, (T, K))


def _far(rng: Rng, T: int, K: int) -> Array:
    """Return scores whose level differs from row to row by more than exp can bear."""
    return scores(rng, T, K) + np.linspace(2000, -2000, T)[:, None]


WHOLE_ARRAY = (
    "all T·K numbers together sum to 1. Each step has its own distribution: each row has to sum to 1."
)

CASES = (
    Case("scores of ordinary size", lambda rng: {"z": scores(rng, 5, 4)}, main=True),
    Case("scores of a few thousand", lambda rng: {"z": _far(rng, 5, 4)}),
)

MISCONCEPTIONS = (
    Misconception("whole_array", lambda z: np.exp(z) / np.exp(z).sum(), WHOLE_ARRAY),
    Misconception("whole_array", lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(), WHOLE_ARRAY),
    Misconception(
        "over_time",
        lambda z: right.softmax(z.T).T,
        "the columns sum to 1: the sum runs over time. At each step it has to run over the classes, "
        "the last axis.",
    ),
    Misconception(
        "no_exp",
        lambda z: z / z.sum(axis=-1, keepdims=True),
        "the scores were divided by their sum without exp. Scores may be negative; exp makes them "
        "positive first.",
    ),
    Misconception(
        "sigmoid",
        lambda z: np.where(
            z > 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z)))
        ),
        "this is the sigmoid of each score by itself, so a row does not sum to 1.",
    ),
    Misconception(
        "overflow",
        lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True),
        "exp of a large score is infinite, and of a very negative one zero; inf/inf and 0/0 are NaN. "
        "Subtracting the same number from all scores of a row changes nothing in the result: which "
        "number helps?",
    ),
    Misconception(
        "one_maximum",
        lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(axis=-1, keepdims=True),
        "one maximum is subtracted from the whole array. Rows far below it become 0/0: each row needs "
        "its own.",
    ),
)
