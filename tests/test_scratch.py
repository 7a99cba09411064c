"""The textbook listing: gradients, length, and a descent that descends."""

import inspect

import numpy as np
import pytest

from rnnlib import check_gradients, scratch

T, D, H, O = 5, 3, 4, 2


@pytest.fixture
def problem(rng):
    params = scratch.init_params(D, H, O, rng)
    for array in params.values():
        array[...] = rng.normal(size=array.shape)  # larger weights, biases not zero
    return params, rng.normal(size=(T, D)), rng.normal(size=(T, O)), rng.normal(size=H)


def test_every_gradient_against_central_differences(problem):
    params, x, y, h0 = problem
    h, y_hat = scratch.forward(params, x, h0)
    grads = scratch.backward(params, x, y, h, y_hat)

    def loss(params):
        _, y_hat = scratch.forward(params, x, h0)
        return scratch.loss(y_hat, y)

    check_gradients(loss, params, grads)


def test_first_step_by_hand(problem):
    params, x, _, h0 = problem
    h, y_hat = scratch.forward(params, x, h0)
    a1 = params["W_xh"] @ x[0] + params["W_hh"] @ h0 + params["b_h"]
    np.testing.assert_array_equal(h[0], h0)
    np.testing.assert_array_equal(h[1], np.tanh(a1))
    np.testing.assert_array_equal(y_hat[0], params["W_hy"] @ h[1] + params["b_y"])


def test_a_small_step_lowers_the_loss(problem):
    params, x, y, h0 = problem
    h, y_hat = scratch.forward(params, x, h0)
    grads = scratch.backward(params, x, y, h, y_hat)
    before = scratch.loss(y_hat, y)
    scratch.step(params, grads, lr=1e-4)
    after = scratch.loss(scratch.forward(params, x, h0)[1], y)
    drop = 1e-4 * sum(np.sum(g**2) for g in grads.values())  # to first order
    assert before - after == pytest.approx(drop, rel=0.05)


def test_initial_values(rng):
    params = scratch.init_params(D, H, O, rng)
    shapes = {name: array.shape for name, array in params.items()}
    assert shapes == {"W_xh": (H, D), "W_hh": (H, H), "b_h": (H,), "W_hy": (O, H), "b_y": (O,)}
    assert not params["b_h"].any()
    assert 0 < np.abs(params["W_hh"]).max() < 0.1


def test_it_stays_a_listing():
    assert len(inspect.getsource(scratch).splitlines()) <= 150


@pytest.mark.parametrize(
    ("x", "h0", "error", "message"),
    [
        (np.zeros((T, D + 1)), np.zeros(H), ValueError, r"x: expected shape \(T, 3\)"),
        (np.zeros((T, D), int), np.zeros(H), TypeError, "x: expected floats"),
        (np.zeros((0, D)), np.zeros(H), ValueError, "x: .*no empty axis"),
        (np.full((T, D), np.nan), np.zeros(H), ValueError, "x: expected finite"),
        (np.zeros((T, D)), np.zeros((H, 1)), ValueError, r"h0: expected shape \(4,\)"),
    ],
)
def test_bad_input_to_forward(problem, x, h0, error, message):
    with pytest.raises(error, match=message):
        scratch.forward(problem[0], x, h0)


def test_bad_target(problem):
    params, x, y, h0 = problem
    h, y_hat = scratch.forward(params, x, h0)
    with pytest.raises(ValueError, match=r"y: expected shape \(5, 2\), got \(5, 1\)"):
        scratch.backward(params, x, y[:, :1], h, y_hat)
    with pytest.raises(ValueError, match=r"y: expected shape \(5, 2\), got \(5, 1\)"):
        scratch.loss(y_hat, y[:, :1])
