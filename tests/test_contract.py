"""The one contract of all layers: what goes in, by which name, what comes out, and what is handed on."""

import copy
import doctest
import inspect
import pickle

import numpy as np
import pytest
from layer_checks import leaves, masks, randomise

import rnnlib
from rnnlib import (
    GRU,
    LSTM,
    RNN,
    SGD,
    AdditiveAttention,
    BatchNormRNN,
    Bidirectional,
    DotProductAttention,
    Dropout,
    Embedding,
    HierarchicalRNN,
    LayerNorm,
    LayerNormRNN,
    Linear,
    LinearRecurrence,
    MultiHeadAttention,
    Stacked,
    TransformerBlock,
    init,
    merge,
    sequences,
)

T, B, D, H = 5, 4, 3, 3
ONE_STATE = {
    "RNN": lambda: RNN(D, H),
    "GRU": lambda: GRU(D, H),
    "LayerNormRNN": lambda: LayerNormRNN(D, H),
    "BatchNormRNN": lambda: BatchNormRNN(D, H, T),
    "LinearRecurrence": lambda: LinearRecurrence(D, H),
}
RECURRENT = {
    **ONE_STATE,
    "LSTM": lambda: LSTM(D, H),
    "HierarchicalRNN": lambda: HierarchicalRNN(D, H, 2, 2),
    "Stacked": lambda: Stacked([RNN(D, 2), GRU(2, H)]),
    "Bidirectional": lambda: Bidirectional(RNN(D, 1), LSTM(D, 2)),
}
OTHERS = {  # with the arrays of a call
    "Linear": (lambda: Linear(D, H), [(T, B, D)]),
    "LayerNorm": (lambda: LayerNorm(D), [(T, B, D)]),
    "Dropout": (lambda: Dropout(0.5), [(T, B, D)]),
    "TransformerBlock": (lambda: TransformerBlock(4, 2, 5), [(T, B, 4)]),
    "MultiHeadAttention": (lambda: MultiHeadAttention(4, 2), [(T, B, 4)]),
    "AdditiveAttention": (lambda: AdditiveAttention(D, 2, 4), [(T, B, D), (6, B, 2)]),
    "DotProductAttention": (lambda: DotProductAttention(), [(T, B, D), (6, B, D)]),
}
each_recurrent = pytest.mark.parametrize("build", RECURRENT.values(), ids=RECURRENT.keys())
each_with_one_state = pytest.mark.parametrize("build", ONE_STATE.values(), ids=ONE_STATE.keys())
each_other = pytest.mark.parametrize(("build", "shapes"), OTHERS.values(), ids=OTHERS.keys())


def test_every_layer_is_tried_here():
    layers = {name for name in rnnlib.__all__ if hasattr(getattr(rnnlib, name), "forward")}
    assert layers == {*RECURRENT, *OTHERS, "Embedding"}


@each_recurrent
def test_a_recurrent_layer_takes_and_returns_what_the_contract_says(rng, build):
    layer, x, mask = randomise(build(), rng), rng.normal(size=(T, B, D)), masks(T, B, rng)
    parameters = inspect.signature(layer.forward).parameters
    assert list(parameters)[:3] == ["x", "state0", "mask"]
    assert {p.kind for p in list(parameters.values())[3:]} == {inspect.Parameter.KEYWORD_ONLY}
    h, cache = layer.forward(x, None, mask, training=True, rng=rng)
    state = layer.final_state(cache)
    by_position, _ = layer.forward(x, state, mask, training=True)
    by_name, _ = layer.forward(x, mask=mask, state0=state, training=True)
    np.testing.assert_array_equal(by_position, by_name)
    dx, dstate0, grads = layer.backward(np.ones_like(h), cache, dstate=state)
    assert dx.shape == x.shape
    assert [d.shape for d in leaves(dstate0)] == [s.shape for s in leaves(state)]
    assert type(grads) is dict
    assert {name: g.shape for name, g in grads.items()} == {n: p.shape for n, p in layer.params.items()}


@each_with_one_state
def test_h0_is_another_name_of_state0(rng, build):
    layer, x, h0 = randomise(build(), rng), rng.normal(size=(T, B, D)), rng.normal(size=(B, H))
    expected, _ = layer.forward(x, h0, training=True)
    for arguments in ({"h0": h0}, {"state0": h0}):
        np.testing.assert_array_equal(layer.forward(x, training=True, **arguments)[0], expected)
    with pytest.raises(TypeError, match=r"h0: expected state0 or h0, .* got both"):
        layer.forward(x, h0, h0=h0)
    for name in ("h0", "state0"):
        with pytest.raises(ValueError, match=f"^{name}: expected shape"):
            layer.forward(x, **{name: h0[:1]})
        with pytest.raises(ValueError, match=f"^{name}: expected finite"):
            layer.forward(x, **{name: h0 * np.nan})


@each_other
def test_any_other_layer_returns_dx_and_grads(rng, build, shapes):
    layer, arrays = build(), [rng.normal(size=shape) for shape in shapes]
    y, cache = layer.forward(*arrays, training=True, rng=rng)
    dx, grads = layer.backward(np.ones_like(y), cache)
    if len(shapes) == 1:
        assert dx.shape == shapes[0]
    else:
        assert [d.shape for d in dx[:2]] == shapes
        assert dx[2] is None  # the values were the keys
    assert type(grads) is dict
    assert set(grads) == set(getattr(layer, "params", {}))


def test_tokens_have_no_gradient(rng):
    embedding = Embedding(7, D)
    x, cache = embedding.forward(rng.integers(7, size=(T, B)), None, training=True, rng=rng)
    dtokens, grads = embedding.backward(np.ones_like(x), cache)
    assert dtokens is None
    assert set(grads) == {"E"}


OPTIONS = {
    *("dtype", "rng", "nonlinearity", "forget_bias", "eps", "momentum", "dropout", "causal", "method"),
    *("scale", "gain", "training", "start"),
}


def test_every_option_is_given_by_name_only():
    callables = [getattr(rnnlib.layers, name) for name in rnnlib.layers.__all__]
    callables += [init.small_normal, init.xavier, init.he, init.orthogonal, init.identity]
    callables += [value.forward for value in callables if hasattr(value, "forward")]
    checked = 0
    for value in callables:
        for name, parameter in inspect.signature(value).parameters.items():
            if name in OPTIONS:
                assert parameter.kind == inspect.Parameter.KEYWORD_ONLY, f"{value.__qualname__}: {name}"
                checked += 1
    assert checked > 60


@pytest.mark.parametrize("name", sorted(set(rnnlib.layers.__all__) & set(dir(rnnlib))))
def test_every_layer_with_parameters_takes_dtype_and_rng(name):
    value = getattr(rnnlib, name)
    composed_or_without = {"Stacked", "Bidirectional", "Dropout", "DotProductAttention"}
    if inspect.isclass(value) and name not in composed_or_without:
        assert {"dtype", "rng"} <= set(inspect.signature(value).parameters)


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


def test_attention_weights_have_one_layout(rng):
    """Queries first, then the batch, then the heads where there are several, keys last."""
    query, keys = rng.normal(size=(T, B, 4)), rng.normal(size=(6, B, 4))
    for attention in (AdditiveAttention(4, 4, 2), DotProductAttention()):
        _, cache = attention.forward(query, keys)
        assert cache["weights"].shape == (T, B, 6)
        np.testing.assert_allclose(cache["weights"].sum(axis=-1), 1)
    _, cache = MultiHeadAttention(4, 2).forward(query)
    _, block_cache = TransformerBlock(4, 2, 8).forward(query)
    for weights in (cache["weights"], block_cache["attention"]["weights"]):
        assert weights.shape == (T, B, 2, T)
        np.testing.assert_allclose(weights.sum(axis=-1), 1)
        assert (weights[0, ..., 1:] == 0).all()  # the first query sees the first key alone


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


def test_help_begins_with_an_example_that_runs():
    text = inspect.getdoc(rnnlib)
    assert ">>>" in text[:250]
    results = doctest.testmod(rnnlib)
    assert results.attempted >= 8
    assert results.failed == 0


def test_what_a_first_program_needs_imports_from_rnnlib():
    assert rnnlib.pad is sequences.pad
    assert {"merge", "pad", "softmax"} <= set(rnnlib.__all__)
    np.testing.assert_allclose(rnnlib.softmax(np.array([[0.0, np.log(3)]])), [[0.25, 0.75]])
    with pytest.raises(ValueError, match="scores: expected finite numbers"):
        rnnlib.softmax(np.array([[0.0, np.nan]]))
    with pytest.raises(TypeError, match="scores: expected floats"):
        rnnlib.softmax(np.array([[0, 1]]))
