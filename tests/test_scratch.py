"""The listing of the recurrent network: gradients, and a descent that descends."""

import numpy as np
import pytest

from rnnlib import check_gradients
from rnnlib.scratch import rnn

T, D, H, O = 5, 3, 4, 2


@pytest.fixture
def problem(rng):
    params = rnn.init_params(D, H, O, rng)
    for array in params.values():
        array[...] = rng.normal(size=array.shape)  # larger weights, biases not zero
    return params, rng.normal(size=(T, D)), rng.normal(size=(T, O)), rng.normal(size=H)


def test_every_gradient_against_central_differences(problem):
    params, x, y, h0 = problem
    h, y_hat = rnn.forward(params, x, h0)
    grads = rnn.backward(params, x, y, h, y_hat)

    def loss(params):
        _, y_hat = rnn.forward(params, x, h0)
        return rnn.loss(y_hat, y)

    check_gradients(loss, params, grads)


def test_first_step_by_hand(problem):
    params, x, _, h0 = problem
    h, y_hat = rnn.forward(params, x, h0)
    a1 = params["W_xh"] @ x[0] + params["W_hh"] @ h0 + params["b_h"]
    np.testing.assert_array_equal(h[0], h0)
    np.testing.assert_array_equal(h[1], np.tanh(a1))
    np.testing.assert_array_equal(y_hat[0], params["W_hy"] @ h[1] + params["b_y"])


def test_a_small_step_lowers_the_loss(problem):
    params, x, y, h0 = problem
    h, y_hat = rnn.forward(params, x, h0)
    grads = rnn.backward(params, x, y, h, y_hat)
    before = rnn.loss(y_hat, y)
    rnn.step(params, grads, lr=1e-4)
    after = rnn.loss(rnn.forward(params, x, h0)[1], y)
    drop = 1e-4 * sum(np.sum(g**2) for g in grads.values())  # to first order
    assert before - after == pytest.approx(drop, rel=0.05)


def test_initial_values(rng):
    params = rnn.init_params(D, H, O, rng)
    shapes = {name: array.shape for name, array in params.items()}
    assert shapes == {"W_xh": (H, D), "W_hh": (H, H), "b_h": (H,), "W_hy": (O, H), "b_y": (O,)}
    assert not params["b_h"].any()
    assert 0 < np.abs(params["W_hh"]).max() < 0.1
