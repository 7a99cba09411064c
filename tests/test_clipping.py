"""Clipping by global norm and by value."""

import numpy as np
import pytest

from rnnlib import clip_grad_norm, clip_grad_value


def test_the_norm_is_over_all_arrays_together():
    grads = {"a": np.array([3.0]), "b": np.array([[4.0]])}
    clipped, norm = clip_grad_norm(grads, 1.0)
    assert norm == pytest.approx(5)
    np.testing.assert_allclose(clipped["a"], 0.6)
    np.testing.assert_allclose(clipped["b"], 0.8)
    assert grads["a"][0] == 3  # the argument is left alone


@pytest.mark.parametrize("max_norm", [5.0, 5.1, np.inf])
def test_below_the_threshold_nothing_changes(max_norm):
    grads = {"a": np.array([3.0]), "b": np.array([[4.0]])}
    clipped, _ = clip_grad_norm(grads, max_norm)
    for name in grads:
        np.testing.assert_array_equal(clipped[name], grads[name])


def test_clipping_only_ever_shrinks(rng):
    for size in (1e-12, 1, 1e12):
        grads = {"a": size * rng.normal(size=(3, 2)), "b": size * rng.normal(size=4)}
        clipped, norm = clip_grad_norm(grads, 1.0)
        _, after = clip_grad_norm(clipped, 1.0)
        assert after == pytest.approx(min(norm, 1.0))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("exponent", [-30, 30])
def test_neither_overflow_nor_underflow(dtype, exponent):
    grads = {"a": np.full(4, 10.0**exponent, dtype)}
    clipped, norm = clip_grad_norm(grads, 1.0)
    assert norm == pytest.approx(2 * 10.0**exponent, rel=1e-6)
    assert clipped["a"].dtype == dtype
    assert np.isfinite(clipped["a"]).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [1, 100, 10**6])
def test_the_norm_of_many_entries_is_exact(dtype, size, rng):
    """Equal entries are the worst case for a sum: one dot product of 10⁶ in float32 is off by 4e-5."""
    for entries in (np.full(size, 0.1), rng.lognormal(0, 3, size)):
        g = entries.astype(dtype)
        _, norm = clip_grad_norm({"a": g, "b": g[::2].reshape(-1, 1)}, np.inf)
        exact = np.sqrt(np.sum(g.astype(np.float64) ** 2) + np.sum(g[::2].astype(np.float64) ** 2))
        assert norm == pytest.approx(exact, rel=8 * float(np.finfo(dtype).eps))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_norm_is_exact_from_the_smallest_numbers_to_the_largest(dtype):
    """The quick way and the careful way meet without a seam, at either end."""
    info = np.finfo(dtype)
    for exponent in range(int(np.log10(info.tiny)), int(np.log10(info.max)) - 1):
        g = np.tile(np.array([3, 4], dtype), 100) * dtype(10.0**exponent)
        _, norm = clip_grad_norm({"a": g, "b": 0 * g}, np.inf)
        assert norm == pytest.approx(
            float(np.linalg.norm(g.astype(np.longdouble))), rel=4 * float(info.eps), abs=0
        )


def test_a_strided_gradient(rng):
    g = rng.normal(size=(6, 4))
    _, norm = clip_grad_norm({"a": g[::2, ::-1].T}, np.inf)
    assert norm == pytest.approx(np.linalg.norm(g[::2]), rel=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_the_array_that_is_not_finite_is_named(dtype, wrong):
    grads = {"a": np.full(3, np.finfo(dtype).max, dtype), "b": np.array([1, wrong], dtype)}
    with pytest.raises(ValueError, match=r"grads\['b'\]: expected finite"):
        clip_grad_norm(grads, 1.0)


def test_zero_gradients_have_norm_zero():
    clipped, norm = clip_grad_norm({"a": np.zeros(3)}, 1.0)
    assert norm == 0
    np.testing.assert_array_equal(clipped["a"], 0)


def test_by_value():
    grads = {"a": np.array([-3.0, 0.5, 2.0])}
    np.testing.assert_array_equal(clip_grad_value(grads, 1.0)["a"], [-1, 0.5, 1])
    assert grads["a"][0] == -3


@pytest.mark.parametrize("clip", [clip_grad_norm, clip_grad_value])
@pytest.mark.parametrize(
    ("grads", "bound", "error", "message"),
    [
        ({"a": np.ones(2)}, 0, ValueError, "(max_norm|limit): expected more than 0, got 0"),
        ({"a": np.ones(2)}, -1.0, ValueError, "(max_norm|limit)"),
        ({"a": np.ones(2)}, np.nan, ValueError, "(max_norm|limit)"),
        ({"a": np.ones(2)}, "1", TypeError, "(max_norm|limit): expected a number"),
        ({"a": np.array([1, np.nan])}, 1.0, ValueError, r"grads\['a'\]: expected finite"),
        ({"a": np.array([1, np.inf])}, 1.0, ValueError, r"grads\['a'\]: expected finite"),
        ({"a": np.array([1, 2])}, 1.0, TypeError, r"grads\['a'\]: expected floats"),
    ],
)
def test_bad_input(clip, grads, bound, error, message):
    with pytest.raises(error, match=message):
        clip(grads, bound)
