"""The readout layer."""

import copy

import numpy as np
import pytest
import torch
from layer_checks import assert_same, randomise
from torch_twins import assert_equal

from rnnlib import Linear, check_gradients

T, B, H, O = 4, 3, 5, 2


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_every_gradient_against_central_differences(rng, dtype):
    linear = randomise(Linear(H, O, dtype=dtype, rng=rng), rng)
    arrays = {**linear.params, "h": rng.normal(size=(T, B, H)).astype(dtype)}
    weight = rng.normal(size=(T, B, O)).astype(dtype)
    _, cache = linear.forward(arrays["h"])
    dh, grads = linear.backward(weight, cache)
    check_gradients(
        lambda p: np.sum(weight * linear.forward(p["h"])[0], dtype=np.float64), arrays, {**grads, "h": dh}
    )


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_equals_pytorch(rng, dtype):
    linear, h = randomise(Linear(H, O, dtype=dtype, rng=rng), rng), rng.normal(size=(T, B, H)).astype(dtype)
    dy = rng.normal(size=(T, B, O)).astype(dtype)
    module, h_torch = torch.nn.Linear(H, O, dtype=torch.tensor(h).dtype), torch.tensor(h, requires_grad=True)
    with torch.no_grad():
        module.weight.copy_(torch.tensor(linear.params["W_hy"]))
        module.bias.copy_(torch.tensor(linear.params["b_y"]))
    y_torch = module(h_torch)
    y_torch.backward(torch.tensor(dy))
    y_hat, cache = linear.forward(h)
    dh, grads = linear.backward(dy, cache)
    assert_equal(y_hat, y_torch, dtype, "y_hat")
    assert_equal(dh, h_torch.grad, dtype, "dh")
    assert_equal(grads["W_hy"], module.weight.grad, dtype, "W_hy")
    assert_equal(grads["b_y"], module.bias.grad, dtype, "b_y")


def test_columns_of_a_larger_array_are_as_good_as_an_array_of_their_own(rng):
    """The gated layers return such an h: it stands beside x in memory."""
    linear, wide = randomise(Linear(H, O, rng=rng), rng), rng.normal(size=(T, B, H + 3))
    h, dy = wide[..., 3:], rng.normal(size=(T, B, O))
    y_hat, cache = linear.forward(h)
    y_hat_copy, cache_copy = linear.forward(h.copy())
    np.testing.assert_allclose(y_hat, y_hat_copy, rtol=0, atol=1e-14)
    np.testing.assert_allclose(
        linear.backward(dy, cache)[1]["W_hy"], linear.backward(dy, cache_copy)[1]["W_hy"], rtol=0, atol=1e-14
    )


def test_a_call_leaves_nothing_on_the_layer_and_changes_no_argument(rng):
    linear, h, dy = Linear(H, O, rng=rng), rng.normal(size=(T, B, H)), rng.normal(size=(T, B, O))
    before = copy.deepcopy((vars(linear), h, dy))
    _, cache = linear.forward(h)
    first = linear.backward(dy, cache)
    linear.forward(rng.normal(size=(2, 1, H)))
    assert_same(linear.backward(dy, cache), first)
    assert_same((vars(linear), h, dy), before)


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
