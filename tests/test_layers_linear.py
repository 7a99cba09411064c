"""The readout layer."""

import numpy as np
import pytest

from rnnlib import Linear, check_gradients

T, B, H, O = 4, 3, 5, 2


def test_every_gradient_against_central_differences(rng):
    linear = Linear(H, O, rng=rng)
    linear.params["b_y"][:] = rng.normal(size=O)
    arrays = {**linear.params, "h": rng.normal(size=(T, B, H))}
    weight = rng.normal(size=(T, B, O))
    _, cache = linear.forward(arrays["h"])
    dh, grads = linear.backward(weight, cache)
    check_gradients(lambda p: np.sum(weight * linear.forward(p["h"])[0]), arrays, {**grads, "h": dh})


def test_orientation(rng):
    linear = Linear(H, O, rng=rng)
    h = rng.normal(size=(T, B, H))
    y_hat, _ = linear.forward(h)
    np.testing.assert_allclose(
        y_hat[2, 1], linear.params["W_hy"] @ h[2, 1] + linear.params["b_y"], atol=1e-12
    )


def test_dtype_is_kept(rng):
    linear = Linear(H, O, dtype=np.float32, rng=rng)
    y_hat, cache = linear.forward(rng.normal(size=(T, B, H)))
    dh, grads = linear.backward(y_hat, cache)
    assert {y_hat.dtype, dh.dtype, *(g.dtype for g in grads.values())} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("h", "error", "message"),
    [
        (np.zeros((T, B, H + 1)), ValueError, r"h: expected shape \(T, B, 5\), got \(4, 3, 6\)"),
        (np.zeros((B, H)), ValueError, "h: expected shape"),
        (np.zeros((T, B, H), int), TypeError, "h: expected floats"),
        (np.zeros((0, B, H)), ValueError, "no empty axis"),
        (np.full((T, B, H), np.nan), ValueError, "h: expected finite"),
    ],
)
def test_bad_input_to_forward(h, error, message):
    with pytest.raises(error, match=message):
        Linear(H, O).forward(h)


@pytest.mark.parametrize(
    ("dy", "error"), [(np.zeros((T, B, 1)), ValueError), (np.zeros((T, B, O), int), TypeError)]
)
def test_bad_input_to_backward(dy, error):
    linear = Linear(H, O)
    _, cache = linear.forward(np.zeros((T, B, H)))
    with pytest.raises(error, match="dy: expected"):
        linear.backward(dy, cache)
