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


@pytest.mark.parametrize(
    ("grads", "max_norm"),
    [
        ({"w": np.full(4, 1e308)}, 1),  # the norm itself, 2e308, is beyond float64
        ({"w": np.full(4, 1e308), "b": np.full(4, 3e38, np.float32)}, 1e300),
        ({"w": np.full(4, 1.7e308)}, 1e308),
        ({"w": np.full(4, 3e38, np.float32)}, 1e-30),
        ({"w": np.full(10**5, 1e38, np.float32)}, 1),
        ({"w": np.full(4, 1e19, np.float32)}, 1e-30),  # max_norm / norm is 0 in float32
        ({"w": np.full(4, 1e-320)}, 1e-320),
        ({"w": np.full(4, 1e-44, np.float32)}, 1e-44),
        ({"w": np.full(4, 1e-320), "b": np.full(4, 1e-40, np.float32)}, 1e-41),
    ],
)
def test_the_clipped_norm_is_the_bound_at_both_ends_of_the_range(grads, max_norm):
    with np.errstate(all="raise", under="ignore"):
        clipped, norm = clip_grad_norm(grads, max_norm)
    largest = max(float(g.max()) for g in grads.values())
    ratio = float(np.sqrt(sum(np.sum((np.float64(g) / largest) ** 2) for g in grads.values())))
    assert norm == pytest.approx(largest * ratio, rel=1e-12, abs=0)  # infinite in the first three
    for name, g in grads.items():
        assert clipped[name].dtype == g.dtype
        least = np.finfo(g.dtype).smallest_subnormal
        expected = np.float64(g) / largest * (max_norm / ratio)
        np.testing.assert_allclose(clipped[name], expected, rtol=1e-6, atol=float(least))


@pytest.mark.parametrize("max_norm", [1e-230, 1e-290, 3e-308])
@pytest.mark.parametrize("size", [1e100, 1e-5, 1e307])
def test_a_factor_beyond_the_smallest_number_is_never_formed(size, max_norm):
    with np.errstate(under="raise"):
        clipped, norm = clip_grad_norm({"w": np.array([size, -size])}, max_norm)
    assert norm == pytest.approx(np.sqrt(2) * size, rel=1e-15)
    np.testing.assert_allclose(clipped["w"], [max_norm / np.sqrt(2), -max_norm / np.sqrt(2)], rtol=1e-15)


def test_a_norm_beyond_the_largest_float_is_said_to_be_infinite_and_kept_where_nothing_is_bounded():
    grads = {"w": np.full(4, 1e308)}
    clipped, norm = clip_grad_norm(grads, np.inf)
    assert norm == np.inf
    np.testing.assert_array_equal(clipped["w"], grads["w"])


@pytest.mark.parametrize("grads", [{}, {"w": np.zeros(0)}, {"w": np.zeros((0, 3), np.float32)}])
def test_no_entries_have_norm_zero(grads):
    clipped, norm = clip_grad_norm(grads, 1.0)
    assert norm == 0
    assert {name: g.shape for name, g in clipped.items()} == {name: g.shape for name, g in grads.items()}
    assert set(clip_grad_value(grads, 1.0)) == set(grads)


def test_a_limit_beyond_float32_changes_nothing():
    grads = {"w": np.array([3e38, -1], np.float32)}
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(clip_grad_value(grads, 1e300)["w"], grads["w"])


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
        ([np.ones(2)], 1.0, TypeError, "grads: expected a dict of arrays, got list"),
    ],
)
def test_bad_input(clip, grads, bound, error, message):
    with pytest.raises(error, match=message):
        clip(grads, bound)
