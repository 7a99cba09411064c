"""Initialisation: the distribution promised, the dtype, the seed."""

import numpy as np
import pytest

from rnnlib import init


def test_small_normal_has_the_scale():
    W = init.small_normal((400, 300), scale=0.05, rng=np.random.default_rng(0))
    assert W.shape == (400, 300)
    assert abs(W.mean()) < 1e-3
    assert W.std() == pytest.approx(0.05, rel=0.01)


def test_xavier_has_its_variance_and_bounds():
    W = init.xavier((400, 200), rng=np.random.default_rng(0))
    assert W.var() == pytest.approx(2 / 600, rel=0.02)
    assert 0.99 * np.sqrt(6 / 600) < np.abs(W).max() <= np.sqrt(6 / 600)


@pytest.mark.parametrize("draw", [init.small_normal, init.xavier])
def test_seed_and_dtype(draw):
    first = draw((3, 2), rng=np.random.default_rng(1))
    np.testing.assert_array_equal(first, draw((3, 2), rng=np.random.default_rng(1)))
    assert not np.array_equal(first, draw((3, 2), rng=np.random.default_rng(2)))
    assert first.dtype == np.float64
    assert draw((3, 2), dtype=np.float32).dtype == np.float32


@pytest.mark.parametrize("draw", [init.small_normal, init.xavier])
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"shape": (0, 2)}, ValueError, r"shape\[0\]: expected at least 1"),
        ({"shape": (2.0, 2)}, TypeError, r"shape\[0\]: expected a whole number"),
        ({"shape": 3}, ValueError, r"shape: expected \(rows, columns\)"),
        ({"shape": (3, 2), "rng": 0}, TypeError, "rng"),
        ({"shape": (3, 2), "dtype": int}, TypeError, "dtype"),
    ],
)
def test_bad_option(draw, arguments, error, message):
    with pytest.raises(error, match=message):
        draw(**arguments)


def test_bad_scale():
    with pytest.raises(ValueError, match="scale: expected more than 0"):
        init.small_normal((2, 2), scale=0)
