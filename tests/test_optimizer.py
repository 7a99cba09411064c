"""What every optimiser refuses, and what it notices that was done behind its back."""

import numpy as np
import pytest
from optimizer_kinds import KINDS

from rnnlib import RNN, SGD, Adam, RMSprop, Stacked, merge


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"lr": 0}, ValueError, "lr: expected more than 0"),
        ({"lr": -0.1}, ValueError, "lr"),
        ({"lr": np.nan}, ValueError, "lr"),
        ({"lr": "0.1"}, TypeError, "lr: expected a number"),
        ({"lr": 0.1, "momentum": 1.0}, ValueError, "momentum"),
        ({"lr": 0.1, "momentum": -0.1}, ValueError, "momentum: expected at least 0"),
        ({"lr": 0.1, "nesterov": True}, ValueError, "nesterov: expected a momentum more than 0"),
        ({"kind": RMSprop, "lr": 0}, ValueError, "lr: expected more than 0"),
        ({"kind": RMSprop, "lr": 0.1, "decay": 1.0}, ValueError, "decay"),
        ({"kind": RMSprop, "lr": 0.1, "eps": 0}, ValueError, "eps: expected more than 0"),
        (
            {"kind": RMSprop, "lr": 0.1, "eps": 1e-320},
            ValueError,
            "eps: expected at least 2.23e-308, the smallest in float64, got 1e-320",
        ),
        ({"kind": Adam, "lr": np.nan}, ValueError, "lr"),
        (
            {"kind": Adam, "lr": 0.1, "betas": 0.9},
            ValueError,
            r"betas: expected a tuple \(beta1, beta2\), got 0.9",
        ),
        ({"kind": Adam, "lr": 0.1, "betas": (1.0, 0.9)}, ValueError, r"betas\[0\]"),
        ({"kind": Adam, "lr": 0.1, "betas": (0.9, -0.1)}, ValueError, r"betas\[1\]: expected at least 0"),
        ({"kind": Adam, "lr": 0.1, "eps": -1e-8}, ValueError, "eps"),
        ({"kind": Adam, "lr": 0.1, "weight_decay": -1}, ValueError, "weight_decay: expected at least 0"),
        ({"kind": Adam, "lr": 0.1, "weight_decay": "1"}, TypeError, "weight_decay: expected a number"),
    ],
)
def test_bad_option(arguments, error, message):
    kind = arguments.get("kind", SGD)
    with pytest.raises(error, match=message):
        kind({"W": np.ones(2)}, **{name: value for name, value in arguments.items() if name != "kind"})


def test_integer_parameters_are_refused():
    with pytest.raises(TypeError, match=r"params\['W'\]: expected floats .*, got dtype int64"):
        SGD({"W": np.ones(2, np.int64)}, lr=0.1)


def test_parameters_of_two_dtypes_are_refused():
    with pytest.raises(
        TypeError, match=r"params: expected arrays of one dtype, got \['float32', 'float64'\]"
    ):
        Adam({"W": np.ones(2, np.float32), "b": np.ones(2)}, lr=0.1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("grads", "error", "message"),
    [
        ({}, ValueError, "grads: expected the keys"),
        ({"V": np.ones(2)}, ValueError, "grads: expected the keys"),
        ({"W": np.ones(1)}, ValueError, r"grads\['W'\]: expected shape \(2,\), got \(1,\)"),
        ({"W": np.ones(2, int)}, TypeError, r"grads\['W'\]: expected floats"),
        (
            {"W": np.array([1, np.nan])},
            ValueError,
            r"grads\['W'\]: expected finite numbers, got nan at index \(1,\)",
        ),
        ({"W": np.array([np.inf, 1])}, ValueError, r"grads\['W'\]: expected finite numbers, got inf"),
    ],
)
def test_bad_gradients_change_nothing(kind, grads, error, message):
    refused(*KINDS[kind], grads, error, message)


@pytest.mark.parametrize("kind", ["RMSprop", "Adam", "AdamW"])
def test_a_gradient_whose_square_is_infinite_is_refused_where_it_is_squared(kind):
    grads = {"W": np.array([1.0, 1e200])}
    refused(
        *KINDS[kind], grads, ValueError, r"grads\['W'\]²: expected finite numbers, got inf at index \(1,\)"
    )


def refused(make, options, grads, error, message):
    params = {"W": np.ones(2)}
    optimizer = make(params, lr=0.1, **options)
    with pytest.raises(error, match=message):
        optimizer.step(grads)
    np.testing.assert_array_equal(params["W"], 1)
    for array in optimizer.state.values():
        np.testing.assert_array_equal(array, 0)


@pytest.mark.parametrize("kind", ["plain", "momentum", "nesterov"])
def test_a_gradient_that_is_not_squared_may_be_as_large_as_floats_are(kind):
    params = {"W": np.ones(2)}
    make, options = KINDS[kind]
    make(params, lr=1e-300, **options).step({"W": np.array([1e300, -1e200])})
    np.testing.assert_allclose(params["W"], [1 - (1.9 if kind == "nesterov" else 1), 1], atol=1e-15)


@pytest.mark.parametrize("kind", KINDS)
def test_many_gradients_whose_squares_add_up_to_infinity_are_none_too_large(kind):
    params = {"W": np.ones(1000)}
    make, options = KINDS[kind]
    make(params, lr=1e-160, **options).step({"W": np.full(1000, 1e154)})
    assert np.isfinite(params["W"]).all()


def test_a_gradient_in_float64_that_float32_cannot_hold_is_refused():
    with pytest.raises(ValueError, match=r"grads\['W'\]: expected finite numbers, got inf"):
        SGD({"W": np.ones(2, np.float32)}, 0.1).step({"W": np.array([1e200, 0])})


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_may_lie_in_the_memory_of_the_parameters(kind, rng):
    memory = rng.normal(size=7)
    params, apart = {"a": memory[:3], "b": memory[4:]}, {"a": memory[:3].copy(), "b": memory[4:].copy()}
    grads = {"a": memory[2:5], "b": memory[:3]}
    twins = {name: g.copy() for name, g in grads.items()}
    make, options = KINDS[kind]
    make(params, lr=0.1, **options).step(grads)
    make(apart, lr=0.1, **options).step(twins)
    for name, array in apart.items():
        np.testing.assert_array_equal(params[name], array)


# --- what a step could not reach, or would reach twice


@pytest.mark.parametrize("other", [lambda W: W, lambda W: W.T, lambda W: W[1:], lambda W: W.reshape(-1)])
def test_memory_under_two_names_is_refused(other):
    W = np.ones((3, 3))
    with pytest.raises(ValueError, match=r"params\['V'\]: .* memory of params\['W'\].* add its gradients up"):
        SGD({"W": W, "b": np.ones(3), "V": other(W)}, 0.1)


def test_parts_of_one_array_that_do_not_overlap_are_taken():
    memory = np.ones(10)
    SGD({"even": memory[::2], "odd": memory[1::2]}, 0.5).step({"even": np.ones(5), "odd": np.zeros(5)})
    np.testing.assert_array_equal(memory, [0.5, 1] * 5)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", [lambda p: p.update(W=p["W"] - 1), lambda p: p.update(W=p["W"].copy())])
def test_an_array_replaced_behind_the_optimisers_back_is_noticed(kind, change):
    params = {"W": np.ones(2), "b": np.ones(2)}
    make, options = KINDS[kind]
    optimizer = make(params, lr=0.1, **options)
    change(params)
    before = {name: array.copy() for name, array in params.items()}
    with pytest.raises(
        ValueError, match=r"params\['W'\]: expected the array .* got another; write params\['W'\]\[...\]"
    ):
        optimizer.step({"W": np.ones(2), "b": np.ones(2)})
    for name, array in before.items():
        np.testing.assert_array_equal(params[name], array)
    assert optimizer.state["step"] == 0


@pytest.mark.parametrize("change", [lambda p: p.pop("W"), lambda p: p.update(V=np.ones(2))])
def test_a_parameter_added_or_removed_behind_the_optimisers_back_is_noticed(change):
    params = {"W": np.ones(2), "b": np.ones(2)}
    optimizer = Adam(params, 0.1)
    change(params)
    with pytest.raises(ValueError, match="params: expected the keys"):
        optimizer.step({name: np.ones(2) for name in params})


@pytest.mark.parametrize("of_a_stack", [True, False])
def test_an_array_that_a_merged_layer_replaces_is_noticed(of_a_stack):
    layer = RNN(2, 3)
    params = Stacked([layer]).params if of_a_stack else merge({"rnn": layer.params})
    adam = Adam(params, 0.1)
    grads = {name: np.ones_like(array) for name, array in params.items()}
    adam.step(grads)
    held = dict(params)
    layer.params["W_hh"] = np.zeros_like(layer.params["W_hh"])
    before = {name: array.copy() for name, array in held.items()}
    with pytest.raises(ValueError, match=r"W_hh'\]: expected the array that its layer holds"):
        adam.step(grads)
    for name, array in before.items():
        np.testing.assert_array_equal(held[name], array)
    assert adam.state["step"] == 1


def test_an_average_replaced_behind_the_optimisers_back_is_noticed():
    adam = Adam({"W": np.ones(2)}, 0.1)
    adam.state["m.W"] = np.ones(2)
    with pytest.raises(ValueError, match=r"state\['m.W'\]: expected the array that the optimiser"):
        adam.step({"W": np.ones(2)})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("lr", "error", "message"),
    [
        (-1, ValueError, "lr: expected more than 0 and finite, got -1"),
        ("a", TypeError, "lr: expected a number"),
    ],
)
def test_a_learning_rate_set_later_is_checked_too(kind, lr, error, message):
    params = {"W": np.ones(2)}
    make, options = KINDS[kind]
    optimizer = make(params, 0.1, **options)
    optimizer.lr = 0.2
    with pytest.raises(error, match=message):
        optimizer.lr = lr
    assert optimizer.lr == 0.2


@pytest.mark.parametrize("name", ["step", "m.W"])
@pytest.mark.parametrize("change", ["step", "load_state"])
def test_a_read_only_entry_of_the_state_is_refused_and_nothing_changes(name, change):
    params = {"W": np.ones(2)}
    adam = Adam(params, 0.1)
    saved = {key: array + 1 for key, array in adam.state.items()}
    adam.state[name].flags.writeable = False
    with pytest.raises(ValueError, match=rf"state\['{name}'\]: expected an array that can be written to"):
        adam.step({"W": np.ones(2)}) if change == "step" else adam.load_state(saved)
    np.testing.assert_array_equal(params["W"], 1)
    for array in adam.state.values():
        np.testing.assert_array_equal(array, 0)


def test_arrays_written_in_place_are_what_a_step_goes_on_from():
    params = {"W": np.ones(2)}
    sgd = SGD(params, 1.0, momentum=0.5)
    params["W"][...] = 5
    sgd.state["v.W"][...] = 2
    params["W"] -= 1
    sgd.step({"W": np.ones(2)})
    np.testing.assert_array_equal(params["W"], 4 - (0.5 * 2 + 1))


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_read_only_parameter_is_refused_and_nothing_changes(when):
    params = {"a": np.ones(2), "W": np.ones(2)}
    optimizer = Adam(params, 0.1)
    params["W"].flags.writeable = False
    with pytest.raises(ValueError, match=r"params\['W'\]: expected an array that can be written to"):
        Adam(params, 0.1) if when == "before" else optimizer.step({"a": np.ones(2), "W": np.ones(2)})
    np.testing.assert_array_equal(params["a"], 1)
