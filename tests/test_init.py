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


def test_he_keeps_the_size_of_what_goes_through_relu():
    rng = np.random.default_rng(0)
    W = init.he((2000, 300), rng=rng)
    assert abs(W.mean()) < 1e-3
    assert W.var() == pytest.approx(2 / 300, rel=0.02)
    a = rng.standard_normal(300)
    h = np.maximum(W @ a, 0)
    assert np.mean(h**2) == pytest.approx(np.mean(a**2), rel=0.1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(1, 1), (20, 20), (30, 8), (8, 30), (1, 5)])
@pytest.mark.parametrize("gain", [1.0, 2.5])
def test_orthogonal_has_every_singular_value_at_the_gain(shape, gain, dtype):
    W = init.orthogonal(shape, gain=gain, dtype=dtype, rng=np.random.default_rng(0))
    assert W.shape == shape
    assert W.flags.c_contiguous
    singular = np.linalg.svd(W.astype(np.float64), compute_uv=False)
    np.testing.assert_allclose(singular, gain, rtol=20 * np.finfo(dtype).eps)


def test_orthogonal_is_uniform():
    """Under the uniform measure tr(W) has mean 0 and variance 1, and det W is 1 as often as −1."""
    rng = np.random.default_rng(0)
    draws = [init.orthogonal((3, 3), rng=rng) for _ in range(2000)]
    trace = np.array([np.trace(W) for W in draws])
    assert abs(trace.mean()) < 0.1
    assert trace.var() == pytest.approx(1, abs=0.1)
    assert abs(np.mean([np.linalg.det(W) for W in draws])) < 0.1
    # The signs that LAPACK picks are not uniform: its Q would fail here.
    raw = [np.trace(np.linalg.qr(rng.standard_normal((3, 3)))[0]) for _ in range(2000)]
    assert abs(np.mean(raw)) > 0.3


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_identity(dtype):
    np.testing.assert_array_equal(init.identity((2, 2), dtype=dtype), np.array([[1, 0], [0, 1]], dtype))
    W = init.identity((2, 3), scale=0.5, dtype=dtype)
    assert W.dtype == dtype
    np.testing.assert_array_equal(W, [[0.5, 0, 0], [0, 0.5, 0]])


@pytest.mark.parametrize("draw", [init.small_normal, init.xavier, init.he, init.orthogonal])
def test_seed_and_dtype(draw):
    first = draw((3, 2), rng=np.random.default_rng(1))
    np.testing.assert_array_equal(first, draw((3, 2), rng=np.random.default_rng(1)))
    assert not np.array_equal(first, draw((3, 2), rng=np.random.default_rng(2)))
    assert first.dtype == np.float64
    assert draw((3, 2), dtype=np.float32).dtype == np.float32


@pytest.mark.parametrize("draw", [init.small_normal, init.xavier, init.he, init.orthogonal, init.identity])
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"shape": (0, 2)}, ValueError, r"shape\[0\]: expected at least 1"),
        ({"shape": (2.0, 2)}, TypeError, r"shape\[0\]: expected a whole number"),
        ({"shape": [2, 3]}, ValueError, r"shape: expected a tuple \(rows, columns\), got \[2, 3\]"),
        ({"shape": 3}, ValueError, r"shape: expected a tuple \(rows, columns\)"),
        ({"shape": (3, 2), "rng": 0}, TypeError, "rng"),
        ({"shape": (3, 2), "dtype": int}, TypeError, "dtype"),
    ],
)
def test_bad_option(draw, arguments, error, message):
    with pytest.raises(error, match=message):
        draw(**arguments)


@pytest.mark.parametrize(
    ("draw", "option"), [("small_normal", "scale"), ("identity", "scale"), ("orthogonal", "gain")]
)
@pytest.mark.parametrize(
    ("value", "error"), [(0, ValueError), (-1.0, ValueError), (np.nan, ValueError), ("1", TypeError)]
)
def test_bad_scale(draw, option, value, error):
    with pytest.raises(error, match=f"{option}: expected"):
        getattr(init, draw)((2, 2), **{option: value})
