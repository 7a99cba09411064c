"""Exercise 04, training: a series made ready for an honest forecast."""

from collections.abc import Callable

import numpy as np

from rnnlib.grading.spec import Case, Misconception, Task

Array = np.ndarray
Rng = np.random.Generator


def _series(rng: Rng, n: int, slope: float = 0.0) -> Array:
    return 20 + rng.normal(0, 5, n).cumsum() + slope * np.arange(n)


def _split(
    series: Array, n_train: int, statistics: Callable[[Array], Array] | None = None
) -> tuple[Array, Array]:
    known = series[:n_train] if statistics is None else statistics(series)
    z = (series - known.mean()) / known.std()
    return z[:n_train], z[n_train:]


def _own(part: Array) -> Array:
    return (part - part.mean()) / part.std()


def _from_the_end(series: Array, n_train: int) -> tuple[Array, Array]:
    train, test = series[-n_train:], series[:-n_train]
    return (train - train.mean()) / train.std(), (test - train.mean()) / train.std()


split = Task(
    id="training.split",
    title="what the model may know beforehand",
    function="split_and_standardise",
    returns="train of shape (n_train,) and test of shape (n - n_train,)",
    reference=_split,
    cases=(
        Case("a series that wanders", lambda rng: {"series": _series(rng, 20), "n_train": 14}),
        Case("a series that also grows", lambda rng: {"series": _series(rng, 30, 3.0), "n_train": 18}),
    ),
    misconceptions=(
        Misconception(
            "leak",
            lambda series, n: _split(series, n, lambda s: s),
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
            "this deviation divides by n - 1 under its root. The task uses np.std as it is, which divides "
            "by n.",
        ),
        Misconception(
            "test_untouched",
            lambda s, n: (_split(s, n)[0], s[n:]),
            "the training part is right, and the test part is unchanged. If you took the mean and deviation "
            "from the training part after standardising it, they were 0 and 1.",
        ),
        Misconception(
            "from_the_end",
            _from_the_end,
            "the training part is taken from the end. It has to be the earlier years, and the test the "
            "later ones.",
        ),
    ),
)


def _column(values: Array) -> Array:
    return values[:, None, None]


next_value = Task(
    id="training.next_value_pairs",
    title="inputs and targets for one step ahead",
    function="next_value_pairs",
    returns="x and y, both of shape (n - 1, 1, 1)",
    reference=lambda s: (_column(s[:-1]), _column(s[1:])),
    cases=(
        Case("three values", lambda rng: {"series": _series(rng, 3)}),
        Case("nine values", lambda rng: {"series": _series(rng, 9)}),
    ),
    misconceptions=(
        Misconception(
            "itself",
            lambda s: (_column(s[:-1]), _column(s[:-1])),
            "each target is its own input. A network that copies would be perfect, and would forecast "
            "nothing.",
        ),
        Misconception(
            "past",
            lambda s: (_column(s[1:]), _column(s[:-1])),
            "the target is the value before the input: this network would learn to predict the past.",
        ),
        Misconception(
            "flat",
            lambda s: (s[:-1], s[1:]),
            "the numbers are right, but two axes are missing. A layer wants (T, B, D); here B and D are 1.",
        ),
        Misconception(
            "batch_first",
            lambda s: (s[None, :-1, None], s[None, 1:, None]),
            "time is the second axis. It should be the first: (T, B, D).",
        ),
    ),
)


def _errors(series: Array) -> Array:
    return series[1:] - series[:-1]


def _rmse(errors: Array) -> float:
    return float(np.sqrt(np.mean(errors**2)))


persistence = Task(
    id="training.persistence_rmse",
    title="the forecast to beat",
    function="persistence_rmse",
    returns="the root mean squared error, a float",
    reference=lambda series: _rmse(_errors(series)),
    cases=(
        Case("four values", lambda rng: {"series": _series(rng, 4)}),
        Case("twenty values", lambda rng: {"series": _series(rng, 20)}),
    ),
    misconceptions=(
        Misconception(
            "no_root",
            lambda series: np.mean(_errors(series) ** 2),
            "the root is missing, so the result is in squared units.",
        ),
        Misconception(
            "absolute",
            lambda series: np.mean(np.abs(_errors(series))),
            "this is the mean absolute error. The squares are averaged first, then the root is taken.",
        ),
        Misconception(
            "mean_forecast",
            lambda series: series.std(),
            "this is the error of forecasting the mean of the series. Persistence forecasts the value "
            "before.",
        ),
        Misconception(
            "wraps",
            lambda series: _rmse(series - np.roll(series, 1)),
            "the first value is compared with the last: np.roll goes round in a circle. The first value "
            "has no forecast, so there are n - 1 errors.",
        ),
        Misconception(
            "two_back",
            lambda series: _rmse(series[2:] - series[:-2]),
            "each value is compared with the one two steps before. Persistence forecasts the value just "
            "before.",
        ),
        Misconception(
            "counts_first",
            lambda series: np.sqrt(np.sum(_errors(series) ** 2) / len(series)),
            "the sum is divided by n. The first value has no forecast, so there are n - 1 errors.",
        ),
    ),
)

TASKS = (split, next_value, persistence)
