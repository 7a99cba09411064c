"""Layers made of layers: what they hand on, and whose arrays they show."""

import copy
import pickle

import numpy as np
import pytest

from rnnlib import (
    GRU,
    LSTM,
    RNN,
    SGD,
    BatchNormRNN,
    Bidirectional,
    Dropout,
    Linear,
    MultiHeadAttention,
    Stacked,
    TransformerBlock,
    merge,
)
from rnnlib.training import load, save

T, B, D, H = 5, 4, 3, 3


def nested():
    """Return layers that hold a stack with dropout somewhere within."""
    inner = Stacked([RNN(D, H), RNN(H, H)], dropout=0.5)
    return {
        "in a stack": Stacked([inner, RNN(H, H)]),
        "in one direction": Bidirectional(inner, RNN(D, H)),
        "in both": Stacked([Bidirectional(RNN(D, 2), inner), RNN(2 + H, H)]),
    }


@pytest.mark.parametrize("layer", nested().values(), ids=nested().keys())
def test_rng_reaches_the_dropout_of_a_stack_within(rng, layer):
    x = rng.normal(size=(T, B, D))
    evaluation, _ = layer.forward(x)
    dropped, _ = layer.forward(x, rng=np.random.default_rng(0))
    again, _ = layer.forward(x, rng=np.random.default_rng(0))
    assert np.abs(dropped - evaluation).max() > 1e-3
    np.testing.assert_array_equal(dropped, again)


def test_outer_and_inner_dropout_draw_from_the_one_rng_in_order(rng):
    a, b, c = RNN(D, H), RNN(H, H), RNN(H, H)
    layer, x = Stacked([Stacked([a, b], dropout=0.5), c], dropout=0.2), rng.normal(size=(T, B, D))
    h, _ = layer.forward(x, rng=np.random.default_rng(3))
    draws = np.random.default_rng(3)
    inner, _ = Dropout(0.5).forward(a.forward(x)[0], rng=draws)
    outer, _ = Dropout(0.2).forward(b.forward(inner)[0], rng=draws)
    np.testing.assert_array_equal(h, c.forward(outer)[0])


@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_mixes_with_plain_layers(rng, training):
    both = Bidirectional(LSTM(H, 2), BatchNormRNN(H, 2, T))
    layer = Stacked([RNN(D, H), BatchNormRNN(H, H, T), both, GRU(4, H)])
    for average in layer.running.values():
        average += rng.random(average.shape)
    x = rng.normal(size=(T, B, D))
    h, cache = layer.forward(x, training=training)
    by_hand = x
    for part in layer.layers:
        by_hand, _ = part.forward(by_hand, training=training)
    np.testing.assert_array_equal(h, by_hand)
    _, _, grads = layer.backward(np.ones_like(h), cache)
    assert set(grads) == set(layer.params)


def test_the_running_averages_of_a_stack_are_those_of_its_layers(rng):
    inner, other = BatchNormRNN(D, H, 8), BatchNormRNN(D, H, 8)
    layer = Stacked([Bidirectional(inner, other), RNN(2 * H, H)])
    assert layer.running["0.forward.mean_x"] is inner.running["mean_x"]
    assert len(layer.running) == 8
    assert Stacked([RNN(D, H)]).running == {}
    x = rng.normal(size=(T, B, D))
    _, cache = layer.forward(x, training=True, start=2)
    layer.update_running(cache)
    twin = BatchNormRNN(D, H, 8)
    for name, array in inner.params.items():
        twin.params[name][...] = array
    _, twin_cache = twin.forward(x, training=True, start=2)
    twin.update_running(twin_cache)
    for name, average in twin.running.items():
        np.testing.assert_array_equal(inner.running[name], average)
        np.testing.assert_array_equal(average[:2], average[7:].repeat(2, axis=0))  # steps not read
    assert (other.running["variance_x"][2 : 2 + T] != 1).all()


def test_an_entry_of_a_composites_params_cannot_be_replaced():
    stack = Stacked([RNN(D, H), RNN(H, H)])
    params, W_hh = stack.params, stack.layers[0].params["W_hh"]
    new = np.zeros((H, H))
    for change in (
        lambda: params.__setitem__("0.W_hh", new),
        lambda: params.update({"0.W_hh": new}),
        lambda: params.__ior__({"0.W_hh": new}),
        lambda: params.__delitem__("0.W_hh"),
        lambda: params.pop("0.W_hh"),
        lambda: params.popitem(),
        lambda: params.setdefault("2.W_hh", new),
        lambda: params.clear(),
    ):
        with pytest.raises(
            TypeError, match=r"params: expected no entry to be replaced.*params\[name\]\[...\]"
        ):
            change()
    for composite in (
        Bidirectional(RNN(D, H), RNN(D, H)),
        TransformerBlock(4, 2, 5),
        MultiHeadAttention(4, 2),
    ):
        with pytest.raises(TypeError, match="params: expected"):
            composite.params[next(iter(composite.params))] = new
    params["0.W_hh"][...] = 2  # written in place, it reaches the layer
    params["0.W_hh"] -= 1
    np.testing.assert_array_equal(W_hh, 1)
    SGD(params, 0.5).step({name: np.ones_like(array) for name, array in params.items()})
    np.testing.assert_array_equal(W_hh, 0.5)


def test_a_copy_of_a_composites_params_is_an_ordinary_dict():
    params = Stacked([RNN(D, H)]).params
    for kept in (copy.deepcopy(params), pickle.loads(pickle.dumps(params)), params.copy(), {**params}):
        assert type(kept) is dict
        kept["0.W_hh"] = np.zeros((H, H))
    copied = copy.deepcopy(params)
    copied["0.b_h"] += 1
    assert not params["0.b_h"].any()


@pytest.mark.parametrize(
    "read",
    [
        lambda params: params["rnn.W_hh"],
        lambda params: params.get("rnn.W_hh"),
        lambda params: list(params.values()),
        lambda params: list(params.items()),
        dict,
        lambda params: {**params},
        lambda params: params.copy(),
        lambda params: params | {},
        lambda params: {} | params,
        lambda params: merge({"net": params}),
        lambda params: SGD(params, 0.1),
    ],
)
def test_merged_params_that_a_layer_has_replaced_an_array_of_cannot_be_read(read):
    rnn = RNN(D, H)
    params = merge({"rnn": rnn.params})
    read(params)
    assert params.get("rnn.W_hy", 3) == 3
    assert [*params] == [*params.keys()] == ["rnn.W_xh", "rnn.W_hh", "rnn.b_h"]
    rnn.params["W_hh"] = np.zeros((H, H))
    with pytest.raises(ValueError, match=r"params\['rnn.W_hh'\]: expected the array that its layer holds"):
        read(params)


@pytest.mark.parametrize("change", [save, load])
def test_merged_params_that_a_layer_has_replaced_an_array_of_are_no_file(change, tmp_path):
    rnn = RNN(D, H)
    params = merge({"rnn": rnn.params})
    save(tmp_path / "w.npz", params)
    held = rnn.params["W_hh"]
    before = held.copy()
    rnn.params["W_hh"] = np.zeros((H, H))
    held += 1
    with pytest.raises(ValueError, match=r"params\['rnn.W_hh'\]: expected the array that its layer holds"):
        change(tmp_path / "w.npz", params)
    np.testing.assert_array_equal(held, before + 1)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"a": RNN(D, H)}, r"parts\['a'\]: expected a dict of arrays, got RNN"),
        (RNN(D, H).params, r"parts\['W_xh'\]: expected a dict of arrays, got ndarray"),
        ([RNN(D, H).params], "parts: expected a dict of arrays, got list"),
    ],
)
def test_merge_refuses_what_is_no_dict_of_dicts(parts, message):
    with pytest.raises(TypeError, match=message):
        merge(parts)


def test_merge_keeps_both_of_two_layers_alike():
    a, b = Linear(D, H), Linear(D, H)
    params = merge({"a": a.params, "b": b.params})
    assert list(params) == ["a.W_hy", "a.b_y", "b.W_hy", "b.b_y"]
    assert params["b.W_hy"] is b.params["W_hy"]


def test_merge_refuses_two_arrays_of_one_name():
    with pytest.raises(
        ValueError, match=r"parts: expected a different name for each array, got 'a.b.c' twice"
    ):
        merge({"a": {"b.c": np.zeros(1)}, "a.b": {"c": np.ones(1)}})


def test_a_layer_or_an_array_under_two_names_is_refused():
    a, b = RNN(H, H), RNN(H, H)
    for layers in ([a, a], [a, Stacked([b, Stacked([a])])], [Bidirectional(a, b), RNN(2 * H, H), b]):
        with pytest.raises(ValueError, match="expected a layer of its own, got one that is used twice"):
            Stacked(layers)
    b.params["W_hh"] = a.params["W_hh"].T  # tied by hand
    with pytest.raises(ValueError, match=r"layers\[1\].params\['W_hh'\] is layers\[0\].params\['W_hh'\]"):
        Stacked([a, b])
