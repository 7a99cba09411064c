"""Normalisation of large numbers: of nearly equal ones all digits are left, too large ones are refused."""

import numpy as np
import pytest

from rnnlib import BatchNormRNN, LayerNorm, LayerNormRNN
from rnnlib.validation import NonFiniteError

dtypes = pytest.mark.parametrize("dtype", [np.float64, np.float32])
offsets = pytest.mark.parametrize("offset", [0.1, 123456.7, -9876543.21, 1e15 / 3])
COUNT = 7  # no power of two, so that a mean has to be rounded


def nearly_equal(offset, dtype, rng):
    """Return numbers that differ in their last digits, and the same shifted to 0, without rounding."""
    base = dtype(offset)
    steps = rng.integers(-3, 4, size=COUNT)
    a = (base + steps * np.spacing(base)).astype(dtype)
    return a, (a - base).astype(np.float64)


def standardised(a, eps):
    return (a - a.mean()) / np.sqrt(a.var() + eps)


@dtypes
@offsets
@pytest.mark.parametrize("count", [2, 3, 7, 100])
def test_equal_numbers_become_zero(dtype, offset, count):
    equal = np.full((1, 1, count), offset, dtype)
    y, _ = LayerNorm(count, dtype=dtype).forward(equal)
    np.testing.assert_array_equal(y, np.zeros_like(y))
    layer = BatchNormRNN(1, 1, 1, dtype=dtype)
    layer.params["W_xh"][...] = 1
    _, cache = layer.forward(equal.reshape(1, count, 1), training=True)
    np.testing.assert_array_equal(cache["u_hat"], np.zeros((1, count, 1)))


@dtypes
@offsets
def test_layer_norm_of_nearly_equal_numbers(rng, dtype, offset):
    a, shifted = nearly_equal(offset, dtype, rng)
    norm = LayerNorm(COUNT, dtype=dtype)
    y, cache = norm.forward(a[None, None])
    tolerance = 8 * np.finfo(dtype).eps
    np.testing.assert_allclose(y[0, 0], standardised(shifted, norm.eps), rtol=0, atol=tolerance)
    _, zero_cache = norm.forward(shifted.astype(dtype)[None, None])
    dy = rng.normal(size=y.shape).astype(dtype)
    np.testing.assert_allclose(norm.backward(dy, cache)[0], norm.backward(dy, zero_cache)[0], rtol=1e-5)


@dtypes
@offsets
def test_a_layer_norm_rnn_of_nearly_equal_numbers(rng, dtype, offset):
    a, shifted = nearly_equal(offset, dtype, rng)
    layer = LayerNormRNN(1, COUNT, dtype=dtype)
    layer.params["W_xh"][:, 0] = a
    h, _ = layer.forward(np.ones((1, 1, 1), dtype))
    expected = np.tanh(standardised(shifted, layer.eps))
    np.testing.assert_allclose(h[0, 0], expected, rtol=0, atol=8 * np.finfo(dtype).eps)


def batch_norm_of(a):
    layer = BatchNormRNN(1, 1, 1, momentum=1.0, dtype=a.dtype)
    layer.params["W_xh"][...] = layer.params["gamma_x"][...] = 1
    return layer, a.reshape(1, COUNT, 1)


@dtypes
@offsets
def test_a_batch_norm_rnn_of_nearly_equal_numbers(rng, dtype, offset):
    a, shifted = nearly_equal(offset, dtype, rng)
    layer, x = batch_norm_of(a)
    h, _ = layer.forward(x, training=True)
    assert h.dtype == dtype
    expected = np.tanh(standardised(shifted, layer.eps))
    np.testing.assert_allclose(h[0, :, 0], expected, rtol=0, atol=8 * np.finfo(dtype).eps)


@offsets
def test_the_running_averages_of_nearly_equal_numbers(rng, offset):
    """In float32, where no mean of theirs is a number of that dtype; evaluation subtracts it all the same."""
    a, shifted = nearly_equal(offset, np.float32, rng)
    layer, x = batch_norm_of(a)
    layer.update_running(layer.forward(x, training=True)[1])
    h, _ = layer.forward(x)
    assert h.dtype == np.float32
    expected = np.tanh((shifted - shifted.mean()) / np.sqrt(shifted.var(ddof=1) + layer.eps))
    np.testing.assert_allclose(h[0, :, 0], expected, rtol=0, atol=1e-6)


def test_the_running_averages_do_not_stop_short(rng):
    """A tenth of a difference of a few last digits is lost on a float32 average, which then never arrives."""
    a, _ = nearly_equal(123456.7, np.float32, rng)
    layer, x = batch_norm_of(a)
    layer.momentum = 0.1
    layer.running["mean_x"][...] = a.max() + 0.05
    _, cache = layer.forward(x, training=True)
    for _ in range(400):
        layer.update_running(cache)
    assert layer.running["mean_x"][0, 0] == pytest.approx(a.mean(dtype=np.float64), abs=1e-8)


TOO_LARGE = {np.float32: [1e20, -1e20, 0], np.float64: [1e200, -1e200, 0]}  # their squares overflow


@dtypes
@pytest.mark.parametrize("equal", [False, True])
def test_numbers_whose_squares_overflow_are_refused(dtype, equal):
    """The deviation would be infinite, and what is divided by it zero."""
    row = np.array(TOO_LARGE[dtype], dtype)
    if equal:  # their sum overflows
        row[...] = 0.9 * np.finfo(dtype).max
    x = np.ones((2, 1, 3), dtype)
    x[1, 0] = row
    overflow = pytest.warns(RuntimeWarning)
    with overflow, pytest.raises(NonFiniteError, match=r"^deviation of x_tb: .* at index \(1, 0, 0\)$"):
        LayerNorm(3, dtype=dtype).forward(x)
    recurrent = LayerNormRNN(3, 3, dtype=dtype)
    recurrent.params["W_xh"][...] = np.eye(3)
    with overflow, pytest.raises(NonFiniteError, match=r"^deviation of W_xh x_t \+ W_hh .* \(1, 0, 0\)$"):
        recurrent.forward(x)
    batch = BatchNormRNN(1, 2, 2, dtype=dtype)
    batch.params["W_xh"][...] = 1
    with overflow, pytest.raises(NonFiniteError, match=r"^deviation of W_xh x_t: .* \(1, 0, 0\)$"):
        batch.forward(x.swapaxes(1, 2), training=True)
    batch.params["W_hh"][...] = np.diag(row[:2])
    h0 = np.array([[1, 1], [-1, 1]], dtype)
    with overflow, pytest.raises(NonFiniteError, match=r"^deviation of W_hh h_\{t-1\}: .* \(0, 0, 0\)$"):
        batch.forward(np.ones((1, 2, 1), dtype), h0, training=True)


@dtypes
def test_what_is_too_large_at_padding_does_not_matter(dtype):
    x, mask = np.ones((2, 1, 3), dtype), np.array([[True], [False]])
    x[1, 0] = TOO_LARGE[dtype]
    assert np.isfinite(LayerNormRNN(3, 3, dtype=dtype).forward(x, None, mask)[0]).all()
    assert np.isfinite(
        BatchNormRNN(3, 3, 2, dtype=dtype).forward(
            np.tile(x, (1, 2, 1)), None, np.tile(mask, (1, 2)), training=True
        )[0]
    ).all()
