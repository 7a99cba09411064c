"""Task vanishing.memory_horizon: the first lag at which next to nothing is left."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator


def _first(below: Array) -> int:
    return int(np.argmax(below)) if below.any() else len(below)


def _curve(rng: Rng, T: int, rate: float) -> Inputs:
    """A gradient that fades, of a length that is not 1; no two of the usual slips agree."""
    lengths = rng.uniform(3, 5) * rate ** np.arange(T + 1.0) * np.exp(rng.uniform(-0.1, 0.1, T + 1))
    return {"lengths": lengths, "fraction": rng.uniform(0.02, 0.04)}


def _returning(rng: Rng) -> Inputs:
    """It fades below the fraction, comes back above it, and fades again."""
    lengths = np.array([1.0, 0.6, 0.13, 0.04, 0.02, 0.2, 1.6, 0.3, 0.03, 0.01])
    return {"lengths": rng.uniform(2, 4) * lengths * np.exp(rng.uniform(-0.05, 0.05, 10)), "fraction": 0.1}


def _never(rng: Rng) -> Inputs:
    return {"lengths": rng.uniform(0.3, 0.5) * np.exp(rng.uniform(-1, 1, 8)), "fraction": 0.01}


READ = Section("09_vanishing_and_exploding", "The memory horizon")
EQUATION = """\
horizon = the smallest k with lengths[k] < fraction · lengths[0],
          len(lengths) if there is none"""
WHY = (
    "A horizon without its fraction is no number, and one without its inputs is none either. And what has not "
    "been reached within the measurement is reported as just that, not as infinite."
)

CASES = (
    Case("a gradient that fades", lambda rng: _curve(rng, 20, 0.7)),
    Case("one that fades, returns and fades again", _returning),
    Case("one that never gets that short", _never),
)

MISCONCEPTIONS = (
    Misconception(
        "absolute",
        lambda lengths, fraction: _first(lengths < fraction),
        "the lengths are compared with the fraction itself. It is a fraction of the length at lag 0.",
    ),
    Misconception(
        "of_longest",
        lambda lengths, fraction: _first(lengths < fraction * lengths.max()),
        "the fraction is taken of the greatest length. Asked is a fraction of the length at lag 0.",
    ),
    Misconception(
        "last_above",
        lambda lengths, fraction: int(np.flatnonzero(lengths >= fraction * lengths[0])[-1]),
        "this is the last lag at which the gradient is still long enough. Asked is the first at which it is not.",
    ),
    Misconception(
        "for_good",
        lambda lengths, fraction: int(np.flatnonzero(lengths >= fraction * lengths[0])[-1]) + 1,
        "this is the lag from which the gradient stays short. It was short before and came back: the first time "
        "counts.",
    ),
    Misconception(
        "counted",
        lambda lengths, fraction: int(np.sum(lengths >= fraction * lengths[0])),
        "the lags at which the gradient is long enough are counted. If it comes back, that is not the first lag at "
        "which it is short.",
    ),
    Misconception(
        "one_less",
        lambda lengths, fraction: _first(lengths < fraction * lengths[0]) - 1,
        "this is one lag too few: the last before the gradient gets short. Lags are counted from 0, as the "
        "entries of the array are.",
    ),
    Misconception(
        "one_more",
        lambda lengths, fraction: _first(lengths < fraction * lengths[0]) + 1,
        "this is one lag too many. Lags are counted from 0, as the entries of the array are.",
    ),
    Misconception(
        "never_last",
        lambda lengths, fraction: min(_first(lengths < fraction * lengths[0]), len(lengths) - 1),
        "a gradient that never gets that short has the last lag as its horizon here. It is long enough even there: "
        "return the number of lengths.",
    ),
    Misconception(
        "of_the_one_before",
        lambda lengths, fraction: _first(np.append(False, lengths[1:] < fraction * lengths[:-1])),
        "each length is compared with the one before it. Compare all of them with the length at lag 0.",
    ),
)
