"""The complex step and random directions in gradient checks: wrong gradients are named, right ones pass."""

import re

import numpy as np
import pytest

from rnnlib import LSTM, Linear, check_gradients, softmax_cross_entropy

T, D, H = 6, 3, 4


@pytest.fixture
def network(rng):
    """A tanh RNN in plain NumPy, its parameters, and its gradients by backpropagation through time."""
    params = {
        "W_xh": rng.normal(size=(H, D)),
        "W_hh": 0.5 * rng.normal(size=(H, H)),
        "b_h": rng.normal(size=H),
    }
    x, y = rng.normal(size=(T, D)), rng.normal(size=(T, H))

    def run(p):
        h = [np.zeros(H)]
        for t in range(T):
            h.append(np.tanh(p["W_xh"] @ x[t] + p["W_hh"] @ h[-1] + p["b_h"]))
        return h

    def loss(p):
        return sum(np.sum((h_t - y_t) ** 2) for h_t, y_t in zip(run(p)[1:], y, strict=True))

    h = run(params)
    grads = {name: np.zeros_like(array) for name, array in params.items()}
    dh_next = np.zeros(H)
    for t in reversed(range(T)):
        da = (1 - h[t + 1] ** 2) * (2 * (h[t + 1] - y[t]) + dh_next)
        grads["W_xh"] += np.outer(da, x[t])
        grads["W_hh"] += np.outer(da, h[t])
        grads["b_h"] += da
        dh_next = params["W_hh"].T @ da
    return loss, params, grads


def test_the_complex_step_is_exact_to_rounding(network):
    before = {name: array.copy() for name, array in network[1].items()}
    errors = check_gradients(*network, method="complex")
    assert max(errors.values()) < 1e-14
    for name, array in before.items():
        np.testing.assert_array_equal(network[1][name], array)


def test_the_complex_step_sees_what_central_differences_cannot(network):
    loss, params, grads = network
    grads["W_hh"][2, 1] *= 1 + 1e-9
    check_gradients(loss, params, grads)
    with pytest.raises(AssertionError, match=r"W_hh\[2, 1\]: .* the complex step gives .*, allowed 1e-11"):
        check_gradients(loss, params, grads, method="complex")


def test_the_complex_step_in_float32(network):
    loss, params, grads = network
    single = {name: array.astype(np.float32) for name, array in params.items()}
    check_gradients(loss, single, grads, method="complex")
    wrong = {**grads, "b_h": grads["b_h"] + np.array([0, 0, 0, 1e-2])}
    with pytest.raises(AssertionError, match=r"b_h\[3\]"):
        check_gradients(loss, single, wrong, method="complex")


@pytest.mark.parametrize("directions", [None, 5])
@pytest.mark.parametrize("method", ["central", "complex"])
@pytest.mark.parametrize("name", ["W_xh", "W_hh", "b_h"])
def test_one_wrong_entry_is_named_with_both_values_by_every_mode(network, method, directions, name, rng):
    loss, params, grads = network
    at = tuple(int(i) for i in rng.integers(0, grads[name].shape))
    right = grads[name][at]
    grads[name][at] += 0.5
    with pytest.raises(AssertionError) as failure:
        check_gradients(loss, params, grads, method=method, directions=directions, rng=rng)
    found = re.search(
        r"failed at (\w+)\[([\d, ]+)\]: the gradient given is (\S+), .*? gives? (\S+);", str(failure.value)
    )
    assert found
    assert found[1] == name
    assert tuple(map(int, found[2].split(","))) == at
    assert float(found[3]) == pytest.approx(right + 0.5, rel=1e-6)
    assert float(found[4]) == pytest.approx(right, rel=1e-6)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
@pytest.mark.parametrize("directions", [None, 5])
@pytest.mark.parametrize("at", [(0, 0), (3, 2)])
def test_a_gradient_that_is_no_number_is_named_by_every_mode(network, wrong, directions, at):
    loss, params, grads = network
    grads["W_hh"][at] = wrong
    for method in ("central", "complex"):
        with pytest.raises(AssertionError, match=rf"W_hh\[{at[0]}, {at[1]}\]"):
            check_gradients(loss, params, grads, method=method, directions=directions)


def tanh_of_product(size, rng):
    w, c = rng.normal(size=(size, size)), rng.normal(size=size) / np.sqrt(size)
    h = np.tanh(w @ c)
    return lambda p: np.sum(np.tanh(p["w"] @ c)), {"w": w}, {"w": np.outer(1 - h**2, c)}


@pytest.mark.parametrize("method", ["central", "complex"])
def test_directions_call_the_loss_a_few_times_only(rng, method):
    f, params, grads = tanh_of_product(100, rng)
    calls = []

    def counted(p):
        calls.append(1)
        return f(p)

    check_gradients(counted, params, grads, method=method, directions=8, rng=rng)
    assert len(calls) <= 1 + 2 * 8 + 4  # not 2 · 10 000; the 4 show that f is analytic

    calls.clear()
    grads["w"][37, 59] += 0.01 * np.abs(grads["w"]).max()
    with pytest.raises(AssertionError, match=r"w\[37, 59\].* Found along direction [1-8] of 8: "):
        check_gradients(counted, params, grads, method=method, directions=8, rng=rng)
    assert len(calls) < 250


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
@pytest.mark.parametrize("at", [(0, 0), (4, 7), (9, 9)])
def test_halving_comes_down_to_a_gradient_that_is_no_number(rng, wrong, at):
    f, params, grads = tanh_of_product(10, rng)
    grads["w"][at] = wrong
    with pytest.raises(AssertionError, match=rf"w\[{at[0]}, {at[1]}\]: the gradient given is {wrong}"):
        check_gradients(f, params, grads, directions=5, rng=rng)


@pytest.mark.parametrize("directions", [None, 1])
def test_a_loss_that_is_no_number_beside_the_point_fails(directions):
    params = {"w": np.zeros(2)}

    def f(p):
        return np.nan if p["w"].min() < 0 else np.sum(p["w"])

    with pytest.raises(
        AssertionError, match=r"w\[0\]: the gradient given is 1, central differences give nan"
    ):
        check_gradients(f, params, {"w": np.ones(2)}, directions=directions)


@pytest.mark.parametrize("factor", [1 + 1e-5, 0.5, -1.0, 0.0])
def test_directions_catch_a_wrong_factor_and_a_transpose(rng, factor):
    f, params, grads = tanh_of_product(30, rng)
    for wrong in (factor * grads["w"], grads["w"].T.copy()):
        with pytest.raises(AssertionError, match=r"w\["):
            check_gradients(f, params, {"w": wrong}, directions=10, rng=rng)


def test_small_arrays_are_checked_entry_by_entry(network):
    """b_h has 4 entries: with 5 directions it is not sampled, so the report names no direction."""
    loss, params, grads = network
    grads["b_h"][2] += 1
    with pytest.raises(AssertionError) as failure:
        check_gradients(loss, params, grads, directions=5)
    assert "direction" not in str(failure.value)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_directions_on_a_layer_of_ordinary_size(dtype, rng):
    lstm, linear = LSTM(16, 48, dtype=dtype, rng=rng), Linear(48, 10, dtype=dtype, rng=rng)
    x, targets = rng.normal(size=(20, 8, 16)).astype(dtype), rng.integers(0, 10, (20, 8))

    def loss():
        return softmax_cross_entropy(linear.forward(lstm.forward(x)[0])[0], targets)[0]

    h, cache = lstm.forward(x)
    logits, linear_cache = linear.forward(h)
    dh, linear_grads = linear.backward(softmax_cross_entropy(logits, targets)[1], linear_cache)
    grads = {**lstm.backward(dh, cache)[2], **linear_grads}
    params = {**lstm.params, **linear.params}
    check_gradients(loss, params, grads, directions=10, rng=rng)
    grads["W_hh"][:48] *= 1.2  # the input gate's rows
    with pytest.raises(AssertionError, match=r"failed at W_hh\[([0-9]|[1-3][0-9]|4[0-7]), "):
        check_gradients(loss, params, grads, directions=10, rng=rng)


def test_the_seed_decides_the_directions(rng):
    f, params, grads = tanh_of_product(10, rng)
    first, again, other = (
        check_gradients(f, params, grads, directions=5, rng=np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


W = {"w": np.array([0.5, -1.5])}


@pytest.mark.parametrize(
    ("f", "gradient"),
    [
        (lambda p: np.sum(np.abs(p["w"]) + p["w"] ** 2), np.sign(W["w"]) + 2 * W["w"]),
        (lambda p: np.sum(p["w"] * np.conj(p["w"])), 2 * W["w"]),
        (lambda p: np.sum(p["w"].real * p["w"]), 2 * W["w"]),
    ],
)
def test_the_complex_step_refuses_a_loss_that_is_not_analytic(f, gradient):
    check_gradients(f, W, {"w": gradient})
    with pytest.raises(ValueError, match=r"f: along a random direction of 'w' .* not analytic"):
        check_gradients(f, W, {"w": gradient}, method="complex")


def into_floats(p):
    h = np.empty(2)
    h[:] = p["w"]
    return np.sum(h**2)


def through_a_layer(p):
    linear = Linear(2, 1, rng=np.random.default_rng(0))
    return np.sum(linear.forward(p["w"].reshape(1, 1, 2))[0])


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda p: float(np.sum(np.real(p["w"]) ** 2)), "f: expected a complex loss .*, got 2.5"),
        (lambda p: np.sum(np.abs(p["w"])), "f: expected a complex loss"),
        (into_floats, "f: cannot be computed with complex parameters .*discards the imaginary part"),
        (through_a_layer, "f: cannot be computed with complex parameters .*h: expected floats"),
        (lambda: 1.0, "f: expected f.params. for "),
    ],
)
def test_the_complex_step_refuses_a_loss_that_drops_the_imaginary_part(f, message):
    with pytest.raises(TypeError, match=rf"{message}.*method='(central|complex)'"):
        check_gradients(f, W, {"w": 2 * W["w"]}, method="complex")


def test_the_unmoved_loss_is_computed_twice_to_see_that_it_is_the_same(network):
    loss, params, grads = network
    calls = []

    def counted(p):
        calls.append(1)
        return loss(p)

    check_gradients(counted, params, grads)
    assert len(calls) == 2 + 2 * sum(array.size for array in params.values())


@pytest.mark.parametrize("loss", [np.nan, np.inf])
def test_a_loss_that_is_no_number_fails(loss):
    with pytest.raises(AssertionError, match="the loss itself is"):
        check_gradients(lambda: loss, W, {"w": np.zeros(2)})


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"method": "forward"},
            ValueError,
            r"method: expected one of \['central', 'complex'\], got 'forward'",
        ),
        ({"directions": 0}, ValueError, "directions: expected at least 1"),
        ({"directions": 2.0}, TypeError, "directions: expected a whole number"),
        ({"rng": 0}, TypeError, "rng"),
        ({"step": 0}, ValueError, "step: expected more than 0"),
        ({"tolerance": -1.0}, ValueError, "tolerance: expected more than 0"),
    ],
)
def test_bad_option(options, error, message):
    with pytest.raises(error, match=message):
        check_gradients(lambda p: float(np.sum(p["w"])), W, {"w": np.ones(2)}, **options)
