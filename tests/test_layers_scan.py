"""The parallel scan: equal to the loop, associative, and shallow."""

import math

import numpy as np
import pytest

from rnnlib.layers import scan as module
from rnnlib.layers.scan import combine, loop, prefixes, scan

B, H = 3, 4
LENGTHS = [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 100]


@pytest.mark.parametrize("T", LENGTHS)
@pytest.mark.parametrize("batch", [1, B])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-13), (np.float32, 1e-5)])
def test_scan_equals_loop(rng, T, batch, dtype, tolerance):
    a = rng.uniform(-1, 1, (T, batch, H)).astype(dtype)
    b, h0 = rng.normal(size=(T, B, H)).astype(dtype), rng.normal(size=(B, H)).astype(dtype)
    copies = [array.copy() for array in (a, b, h0)]
    stepwise, parallel = loop(a, b, h0), scan(a, b, h0)
    assert parallel.dtype == stepwise.dtype == dtype
    np.testing.assert_allclose(parallel, stepwise, rtol=tolerance, atol=tolerance)
    for array, copy in zip((a, b, h0), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_loop_is_the_recurrence(rng):
    a, b, h0 = rng.normal(size=(3, B, H)), rng.normal(size=(3, B, H)), rng.normal(size=(B, H))
    last = a[2] * (a[1] * (a[0] * h0 + b[0]) + b[1]) + b[2]
    np.testing.assert_allclose(loop(a, b, h0)[2], last, rtol=0, atol=1e-12)


def test_combine_is_one_map_after_another_and_associative(rng):
    (a1, b1), (a2, b2), (a3, b3) = rng.normal(size=(3, 2, H))
    h = rng.normal(size=H)
    a, b = combine(a1, b1, a2, b2)
    np.testing.assert_allclose(a * h + b, a2 * (a1 * h + b1) + b2, rtol=0, atol=1e-14)
    left, right = combine(*combine(a1, b1, a2, b2), a3, b3), combine(a1, b1, *combine(a2, b2, a3, b3))
    np.testing.assert_allclose(left, right, rtol=0, atol=1e-14)


def test_factors_of_zero_and_one():
    """A zero forgets all that came before, a one keeps it: no logarithm and no division on the way."""
    a = np.array([1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0])[:, None, None]
    b = np.arange(1.0, 8.0)[:, None, None]
    np.testing.assert_array_equal(scan(a, b, np.full((1, 1), 10.0)).ravel(), [11, 2, 5, 9, 5, 11, 18])


@pytest.mark.parametrize("T", [*LENGTHS, 1000, 4096])
def test_depth_grows_as_the_logarithm_and_work_linearly(monkeypatch, T):
    """Rounds of `combine`, which wait for one another, and the combinations in them."""
    sizes = []

    def counted(a1, b1, a2, b2):
        sizes.append(len(b1))
        return combine(a1, b1, a2, b2)

    monkeypatch.setattr(module, "combine", counted)
    prefixes(np.full((T, 1, 1), 0.5), np.ones((T, 1, 1)))
    assert len(sizes) == 2 * math.floor(math.log2(T))
    assert T - 1 <= sum(sizes) < 2 * T
