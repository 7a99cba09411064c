"""The logistic function: both tails, extremes, dtype, and the array that the result goes to."""

import math
from fractions import Fraction

import numpy as np
import pytest

from rnnlib.layers.sigmoid import sigmoid

DTYPES = [np.float32, np.float64]


def exact(a):
    """Return σ(a) from the series of exp in fractions, rounded once."""
    power, term, n = Fraction(1), Fraction(1), 0
    while term > Fraction(1, 10**40):
        n += 1
        term *= Fraction(abs(a)) / n
        power += term
    return float(1 / (1 + power)) if a < 0 else float(power / (1 + power))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("a", [-80, -40, -18, -16, -3, -1e-6, 0, 0.5, 12, 18, 40])
def test_every_digit_in_both_tails(dtype, a):
    got = sigmoid(np.array([a], dtype))
    np.testing.assert_allclose(got, exact(float(dtype(a))), rtol=4 * np.finfo(dtype).eps)
    np.testing.assert_allclose(
        sigmoid(np.array([-a], dtype)), exact(-float(dtype(a))), rtol=4 * np.finfo(dtype).eps
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_extremes_are_the_limits_without_a_warning(dtype):
    largest = np.finfo(dtype).max
    got = sigmoid(np.array([-np.inf, -largest, -800, 800, largest, np.inf], dtype))
    np.testing.assert_array_equal(got, [0, 0, 0, 1, 1, 1])
    assert math.isnan(sigmoid(np.array([np.nan], dtype))[0])


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_dtype_is_kept_and_the_argument_is_not_touched(dtype):
    a = np.linspace(-3, 3, 7, dtype=dtype)
    kept = a.copy()
    assert sigmoid(a).dtype == dtype
    np.testing.assert_array_equal(a, kept)


def test_the_result_goes_to_out_which_may_be_the_argument():
    a = np.linspace(-3, 3, 7)
    expected, out = sigmoid(a), np.empty(7)
    assert sigmoid(a, out=out) is out
    np.testing.assert_array_equal(out, expected)
    assert sigmoid(a, out=a) is a
    np.testing.assert_array_equal(a, expected)


@pytest.mark.parametrize(("dtype", "a"), [(np.float32, -95), (np.float64, -710), (np.float64, -740)])
def test_below_the_least_normal_number_it_is_not_yet_zero(dtype, a):
    error = abs(sigmoid(np.array([a], dtype))[0] - np.exp(np.float64(a)))
    assert error <= 2 * np.finfo(dtype).smallest_subnormal
