"""Optimisers."""

import numpy as np
import pytest

from rnnlib import SGD


def test_plain_step_is_in_place():
    W = np.array([1.0, 2.0])
    params = {"W": W}
    SGD(params, lr=0.1).step({"W": np.array([10.0, -10.0])})
    np.testing.assert_allclose(W, [0.0, 3.0])
    assert params["W"] is W


def test_momentum_by_hand():
    params = {"W": np.array([0.0])}
    sgd = SGD(params, lr=1.0, momentum=0.5)
    seen = []
    for _ in range(3):  # v: 1, 1.5, 1.75
        sgd.step({"W": np.array([1.0])})
        seen.append(params["W"][0])
    assert seen == [-1.0, -2.5, -4.25]


def test_momentum_keeps_its_own_copy_of_the_gradient():
    params, g = {"W": np.array([0.0])}, np.array([1.0])
    sgd = SGD(params, lr=1.0, momentum=0.5)
    sgd.step({"W": g})
    g[0] = 99
    sgd.step({"W": np.array([0.0])})
    assert params["W"][0] == -1.5


@pytest.mark.parametrize("momentum", [0, 0.9])
def test_dtype_is_kept(momentum):
    params = {"W": np.ones(2, np.float32)}
    sgd = SGD(params, lr=0.1, momentum=momentum)
    sgd.step({"W": np.ones(2, np.float32)})
    assert params["W"].dtype == np.float32


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"lr": 0}, ValueError, "lr: expected more than 0"),
        ({"lr": -0.1}, ValueError, "lr"),
        ({"lr": np.nan}, ValueError, "lr"),
        ({"lr": "0.1"}, TypeError, "lr: expected a number"),
        ({"lr": 0.1, "momentum": 1.0}, ValueError, "momentum"),
        ({"lr": 0.1, "momentum": -0.1}, ValueError, "momentum: expected at least 0"),
    ],
)
def test_bad_option(arguments, error, message):
    with pytest.raises(error, match=message):
        SGD({"W": np.ones(2)}, **arguments)


def test_integer_parameters_are_refused():
    with pytest.raises(TypeError, match=r"params\['W'\]: expected an array of floats, got int64"):
        SGD({"W": np.ones(2, np.int64)}, lr=0.1)


@pytest.mark.parametrize(
    ("grads", "message"),
    [
        ({}, "grads: expected the keys"),
        ({"V": np.ones(2)}, "grads: expected the keys"),
        ({"W": np.ones(1)}, r"grads\['W'\]: expected shape \(2,\), got \(1,\)"),
    ],
)
def test_bad_gradients_change_nothing(grads, message):
    params = {"W": np.ones(2)}
    with pytest.raises(ValueError, match=message):
        SGD(params, lr=0.1).step(grads)
    np.testing.assert_array_equal(params["W"], 1)
