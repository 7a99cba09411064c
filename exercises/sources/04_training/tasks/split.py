"""Task training.split: what the model may know beforehand."""

import numpy as np

from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator

right = solutions(__file__)  # the master's


def wander(rng: Rng, n: int, slope: float = 0.0) -> Array:
    """Return a walk with numbers of either sign, whose mean is not zero."""
    walk = rng.normal(0, 5, n).cumsum()
    return walk - walk.mean() + 1 + slope * np.arange(n)


def _leak(series: Array, n_train: int) -> tuple[Array, Array]:
    z = _own(series)
    return z[:n_train], z[n_train:]


def _own(part: Array) -> Array:
    return (part - part.mean()) / part.std()


def _from_the_end(series: Array, n_train: int) -> tuple[Array, Array]:
    train, test = series[-n_train:], series[:-n_train]
    return (train - train.mean()) / train.std(), (test - train.mean()) / train.std()


READ = Section("07_training", "A split that cannot fool you")
EQUATION = "z = (s - mean of the training part) / standard deviation of the training part"
WHY = (
    "A statistic is a parameter like any other. If it has seen the test years, so has the model, and "
    "the forecast looks better than it will ever be."
)

CASES = (
    Case("a series that wanders", lambda rng: {"series": wander(rng, 20), "n_train": 14}),
    Case("a series that also grows", lambda rng: {"series": wander(rng, 30, 3.0), "n_train": 18}),
)

MISCONCEPTIONS = (
    Misconception(
        "leak",
        _leak,
        "mean and standard deviation are taken from the whole series, so the training data "
        "already know something about the years to be forecast. Use the training part only.",
    ),
    Misconception(
        "own_statistics",
        lambda series, n: (_own(series[:n]), _own(series[n:])),
        "the test part is standardised by its own mean and deviation. In a real forecast nobody "
        "knows them, and the two parts then have different units.",
    ),
    Misconception(
        "variance",
        lambda s, n: tuple((part - s[:n].mean()) / s[:n].var() for part in (s[:n], s[n:])),
        "the series is divided by the variance. The standard deviation is its root.",
    ),
    Misconception(
        "not_centred",
        lambda s, n: (s[:n] / s[:n].std(), s[n:] / s[:n].std()),
        "the mean is not subtracted.",
    ),
    Misconception(
        "sample_deviation",
        lambda s, n: tuple((part - s[:n].mean()) / s[:n].std(ddof=1) for part in (s[:n], s[n:])),
        "this deviation divides by n - 1 under its root. The task uses np.std as it is, which divides by n.",
    ),
    Misconception(
        "test_untouched",
        lambda s, n: (right.split_and_standardise(s, n)[0], s[n:]),
        "the training part is right, and the test part is unchanged. If you took the mean and deviation "
        "from the training part after standardising it, they were 0 and 1.",
    ),
    Misconception(
        "from_the_end",
        _from_the_end,
        "the training part is taken from the end. It has to be the earlier years, and the test the "
        "later ones.",
    ),
)
