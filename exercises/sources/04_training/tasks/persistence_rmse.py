"""Task training.persistence_rmse: the forecast to beat."""

import numpy as np

from rnnlib.grading.spec import Case, Misconception, Section

from .split import wander

Array = np.ndarray


def _errors(series: Array) -> Array:
    return series[1:] - series[:-1]


def _rmse(errors: Array) -> float:
    return float(np.sqrt(np.mean(errors**2)))


READ = Section("07_training", "Baselines first")
EQUATION = "RMSE = √( 1/(T-1) Σ_{t=2}^{T} (x_t - x_{t-1})² )"
WHY = (
    "An error means nothing by itself. On a series that moves slowly persistence is hard to beat, and a "
    "network that does no better has added nothing to the last value."
)

CASES = (
    Case("four values", lambda rng: {"series": wander(rng, 4)}),
    Case("twenty values", lambda rng: {"series": wander(rng, 20)}),
)

MISCONCEPTIONS = (
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
        "this is the error of forecasting the mean of the series. Persistence forecasts the value before.",
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
        "each value is compared with the one two steps before. Persistence forecasts the value just before.",
    ),
    Misconception(
        "counts_first",
        lambda series: np.sqrt(np.sum(_errors(series) ** 2) / len(series)),
        "the sum is divided by n. The first value has no forecast, so there are n - 1 errors.",
    ),
)
