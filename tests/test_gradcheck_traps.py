"""The gradient checker where it could mislead: kinks, random losses, functions that meddle."""

import numpy as np
import pytest

from rnnlib import GRU, RNN, Dropout, Linear, check_gradients, mse


def relu_network(rng, bias):
    """A ReLU network whose first input is zero, with its loss and its gradients."""
    rnn, readout = RNN(2, 3, nonlinearity="relu", rng=rng), Linear(3, 1, rng=rng)
    rnn.params["b_h"][...] = bias
    x, y = rng.normal(size=(4, 2, 2)), rng.normal(size=(4, 2, 1))
    x[0] = 0

    def run():
        h, cache = rnn.forward(x)
        y_hat, readout_cache = readout.forward(h)
        loss, dy = mse(y_hat, y)
        return loss, dy, cache, readout_cache

    _, dy, cache, readout_cache = run()
    dh, _ = readout.backward(dy, readout_cache)
    _, _, grads = rnn.backward(dh, cache)
    return lambda: run()[0], rnn.params, grads


def test_fresh_biases_and_a_zero_input_are_called_a_kink(rng):
    loss, params, grads = relu_network(rng, bias=0.0)
    with pytest.raises(
        AssertionError, match=r"undecided: the loss has a kink at b_h\[\d\]: .* below and .* above"
    ):
        check_gradients(loss, params, grads)


def test_away_from_the_kink_the_same_gradient_is_right(rng):
    loss, params, grads = relu_network(rng, bias=rng.normal(size=3))
    assert max(check_gradients(loss, params, grads).values()) < 1e-7


@pytest.mark.parametrize("entries", [1, 40])
@pytest.mark.parametrize("directions", [None, 3])
@pytest.mark.parametrize("given", [-1.0, -0.3, 0.2, 1.0])
def test_any_gradient_between_the_slopes_is_left_undecided(entries, directions, given):
    w = {"w": np.concatenate([[0.0], np.ones(entries - 1)])}
    grads = {"w": np.concatenate([[given], np.ones(entries - 1)])}
    options = {"directions": directions, "rng": np.random.default_rng(0)}
    with pytest.raises(AssertionError, match=r"kink at w\[0\]: .* slope is -1 below and 1 above"):
        check_gradients(lambda: np.sum(np.abs(w["w"])), w, grads, **options)


@pytest.mark.parametrize("given", [1.5, -2.0, np.nan])
def test_a_gradient_outside_the_slopes_is_wrong_at_a_kink_too(given):
    w = {"w": np.zeros(1)}
    with pytest.raises(AssertionError, match=r"failed at w\[0\]"):
        check_gradients(lambda: float(np.abs(w["w"][0])), w, {"w": np.array([given])})


def test_a_wrong_entry_is_named_before_a_kink():
    w = {"a": np.zeros(2), "w": np.array([0.0, 2.0])}
    right = {"a": np.ones(2), "w": np.array([0.0, 4.0])}

    def loss():
        return np.sum(np.maximum(w["a"], 0)) + np.sum(w["w"] ** 2)

    with pytest.raises(AssertionError, match="undecided"):
        check_gradients(loss, w, right)
    with pytest.raises(AssertionError, match=r"failed at w\[1\]"):
        check_gradients(loss, w, {**right, "w": np.array([0.0, 4.1])})


@pytest.mark.parametrize("factor", [1 + 1e-5, 1 - 1e-6, 0.5])
@pytest.mark.parametrize("curvature", [1.0, 1e3])
def test_a_smooth_bend_is_no_kink(factor, curvature):
    """The slopes on both sides of a curved loss differ too; a slightly wrong gradient lies between them."""
    w = {"w": np.array([0.7])}
    right = curvature * np.exp(0.7)
    check_gradients(lambda: curvature * float(np.exp(w["w"][0])), w, {"w": np.array([right])})
    with pytest.raises(AssertionError, match=r"failed at w\[0\]"):
        check_gradients(lambda: curvature * float(np.exp(w["w"][0])), w, {"w": np.array([factor * right])})


# --- losses that are not fit to be checked


def test_a_random_loss_is_called_random_and_not_a_wrong_gradient(rng):
    rnn, dropout = RNN(2, 3, rng=rng), Dropout(0.5)
    x = rng.normal(size=(5, 2, 2))

    def loss():
        h, _ = rnn.forward(x)
        return float(np.sum(dropout.forward(h, rng=rng)[0] ** 2))

    grads = {name: np.zeros_like(array) for name, array in rnn.params.items()}
    with pytest.raises(ValueError, match=r"the same loss at the same point, .* it is random"):
        check_gradients(loss, rnn.params, grads)


@pytest.mark.parametrize("method", ["central", "complex"])
def test_a_loss_that_is_random_now_and_then_is_not_called_a_wrong_gradient(method):
    """At a rate of 0.05 two draws are mostly alike; the gradient is right where nothing is dropped."""
    params, grads = {"w": np.ones((1, 1, 3))}, {"w": np.ones((1, 1, 3))}

    def called(rng):
        try:
            check_gradients(lambda p: (p["w"] * (rng.random(3) >= 0.05)).sum(), params, grads, method=method)
        except (ValueError, AssertionError) as error:
            return "random" if "it is random" in str(error) else str(error)
        return "right"

    assert {called(np.random.default_rng(seed)) for seed in range(40)} == {"random", "right"}


def test_a_loss_that_draws_the_same_each_time_can_be_checked(rng):
    gru, dropout = GRU(2, 3, rng=rng), Dropout(0.5)
    x = rng.normal(size=(5, 2, 2))

    def run():
        h, cache = gru.forward(x)
        dropped, dropout_cache = dropout.forward(h, rng=np.random.default_rng(3))
        return float(np.sum(dropped**2)), dropped, cache, dropout_cache

    _, dropped, cache, dropout_cache = run()
    dh, _ = dropout.backward(2 * dropped, dropout_cache)
    _, _, grads = gru.backward(dh, cache)
    check_gradients(lambda: run()[0], gru.params, grads)


def test_a_loss_that_changes_the_parameters_is_refused():
    params = {"w": np.ones(2)}

    def step_by_step(p):
        p["w"] -= 0.1
        return float(np.sum(p["w"] ** 2))

    with pytest.raises(ValueError, match=r"f: expected a loss that leaves params\['w'\] alone"):
        check_gradients(step_by_step, params, {"w": np.ones(2)})


def test_a_loss_for_each_sequence_is_refused():
    params = {"w": np.ones(2)}
    with pytest.raises(TypeError, match=r"f: expected one number, got an array of shape \(2,\)"):
        check_gradients(lambda: params["w"] ** 2, params, {"w": 2 * np.ones(2)})


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"w": np.ones(2), "v": None}, r"params\['v'\]: expected an array"),
        ({"w": np.broadcast_to(1.0, (2,))}, r"params\['w'\]: expected an array that can be written to"),
        (
            {"w": np.ones(2, np.float16)},
            r"params\['w'\]: expected floats .float32 or float64., got dtype float16",
        ),
    ],
)
def test_arrays_that_cannot_be_moved_are_refused(params, message):
    with pytest.raises((TypeError, ValueError), match=message):
        check_gradients(lambda: 0.0, params, dict(params))


def test_one_array_under_two_names_is_refused():
    w = np.ones(3)
    with pytest.raises(ValueError, match=r"params\['tied'\]: expected an array of its own"):
        check_gradients(lambda: float(np.sum(w**2)), {"w": w, "tied": w[1:]}, {"w": 2 * w, "tied": 2 * w[1:]})
