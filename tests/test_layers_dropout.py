"""Dropout: what is dropped, how often, and that evaluation is the identity."""

import numpy as np
import pytest

from rnnlib import Dropout, check_gradients

T, B, D = 6, 3, 4


def test_evaluation_is_the_identity(rng):
    x = rng.normal(size=(T, B, D))
    dropout = Dropout(0.7)
    y, cache = dropout.forward(x)
    np.testing.assert_array_equal(y, x)
    np.testing.assert_array_equal(dropout.backward(x, cache)[0], x)
    assert dropout.backward(x, cache)[1] == {}


def test_rate_0_drops_nothing(rng):
    x = rng.normal(size=(T, B, D))
    np.testing.assert_array_equal(Dropout(0).forward(x, rng=rng)[0], x)


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.9])
def test_share_dropped_and_mean_kept(rng, rate):
    y, _ = Dropout(rate).forward(np.ones((100, 100, 10)), rng=rng)
    assert set(np.unique(y)) == {0.0, 1 / (1 - rate)}
    deviation = np.sqrt(rate * (1 - rate) / y.size)  # of the share dropped
    assert abs((y == 0).mean() - rate) < 5 * deviation
    assert abs(y.mean() - 1) < 5 * deviation / (1 - rate)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_gradient_against_central_differences(rng, dtype):
    dropout = Dropout(0.5)
    x, weight = (rng.normal(size=(T, B, D)).astype(dtype) for _ in range(2))
    y, cache = dropout.forward(x, rng=np.random.default_rng(7))
    dx, _ = dropout.backward(weight, cache)
    assert y.dtype == dx.dtype == dtype
    assert ((dx == 0) == (y == 0)).all()
    check_gradients(
        lambda: np.sum(weight * dropout.forward(x, rng=np.random.default_rng(7))[0]), {"x": x}, {"x": dx}
    )


def test_one_seed_drops_the_same_in_both_dtypes(rng):
    x = rng.normal(size=(T, B, D))
    wide, narrow = (
        Dropout(0.5).forward(x.astype(t), rng=np.random.default_rng(1))[0] for t in (np.float64, np.float32)
    )
    np.testing.assert_array_equal(wide == 0, narrow == 0)
    assert 0 < (wide == 0).mean() < 1


@pytest.mark.parametrize(
    ("rate", "error"),
    [(1, ValueError), (np.inf, ValueError), (-0.1, ValueError), (np.nan, ValueError), ("0.5", TypeError)],
)
def test_bad_rate(rate, error):
    with pytest.raises(error, match="rate: expected"):
        Dropout(rate)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"x": np.zeros((T, B))}, ValueError, "x: expected shape"),
        ({"x": np.zeros((T, B, D), int)}, TypeError, "x: expected floats"),
        ({"x": np.full((T, B, D), np.inf)}, ValueError, "x: expected finite"),
        ({"x": np.zeros((T, B, D)), "rng": 3}, TypeError, "rng: expected"),
    ],
)
def test_bad_input_to_forward(arguments, error, message):
    with pytest.raises(error, match=message):
        Dropout(0.5).forward(**arguments)


def test_bad_input_to_backward():
    dropout = Dropout(0.5)
    _, cache = dropout.forward(np.zeros((T, B, D)))
    with pytest.raises(ValueError, match="dy: expected shape"):
        dropout.backward(np.zeros((T, B, 1)), cache)
