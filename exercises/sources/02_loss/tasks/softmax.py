"""Task loss.softmax: softmax."""

import numpy as np

from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator

right = solutions(__file__)  # the master's


def scores(rng: Rng, T: int, K: int) -> Array:
    return rng.normal(0, 1.5, (T, K))


def far(rng: Rng) -> Array:
    """Return five rows that tell what was subtracted: two far from zero, and two where one score is alone.

    Only the maximum of its own row makes them all finite. A score far above the others shows the mean and the
    minimum, one far below them the minimum, and the levels of the rows show nothing and one maximum for all.
    """
    z = scores(rng, 5, 4)
    z[0] += 2000
    z[1] -= 2000
    z[2, rng.integers(4)] += 2000
    z[3, rng.integers(4)] -= 2000
    return z


WHOLE_ARRAY = (
    "all T·K numbers together sum to 1. Each step has its own distribution: each row has to sum to 1."
)

MEAN = (
    "the mean of each row is subtracted. A score far above the mean is still too large for exp; after which "
    "subtraction is no score above 0?"
)
MINIMUM = (
    "the minimum of each row is subtracted, so every score is at least 0, and exp of the larger ones may be "
    "infinite. After which subtraction is no score above 0?"
)
OVERFLOW = (
    "exp of a large score is infinite, and of a very negative one zero; inf/inf and 0/0 are NaN. "
    "Subtracting the same number from all scores of a row changes nothing in the result: which "
    "number helps?"
)
ONE_MAXIMUM = (
    "one maximum is subtracted from the whole array. Rows far below it become 0/0: each row needs its own."
)


def shifted(z: Array, shift: Array | float) -> Array:
    """Return softmax as a shift by this number leaves it in floating point."""
    exp = np.exp(z - shift)
    return exp / exp.sum(axis=-1, keepdims=True)


READ = Section("03_loss", "A softmax that does not overflow")
EQUATION = "p_{t,k} = exp(z_{t,k} - m_t) / Σ_j exp(z_{t,j} - m_t), for any number m_t"
WHY = (
    "Subtracting the largest score of a row changes nothing on paper. In floats, every exponent is then "
    "at most 0 and one of them is 0, so nothing overflows and the sum is at least 1."
)

CASES = (
    Case("scores of ordinary size", lambda rng: {"z": scores(rng, 5, 4)}, main=True),
    Case("scores of a few thousand", lambda rng: {"z": far(rng)}),
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
    Misconception("overflow", lambda z: shifted(z, 0.0), OVERFLOW),
    Misconception("one_maximum", lambda z: shifted(z, z.max()), ONE_MAXIMUM),
    Misconception("mean", lambda z: shifted(z, z.mean(axis=-1, keepdims=True)), MEAN),
    Misconception("minimum", lambda z: shifted(z, z.min(axis=-1, keepdims=True)), MINIMUM),
)
