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


EVERY = {**{name: (build, [(T, B, D)]) for name, build in RECURRENT.items()}, **OTHERS}
each = pytest.mark.parametrize("name", EVERY)


def call(build, shapes, rng):
    """Return a layer, the gradient of its output and the cache of one call."""
    layer = build()
    y, cache = layer.forward(*(rng.normal(size=shape) for shape in shapes), training=True, rng=rng)
    return layer, rng.normal(size=y.shape), cache


@each
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"training": "no"}, "training: expected True or False, got 'no'"),
        ({"training": 1}, "training: expected True or False, got 1"),
        ({"training": None}, "training: expected True or False, got None"),
        ({"rng": 0}, r"rng: expected np.random.default_rng\(seed\) or None, got int"),
        ({"rng": np.random}, r"rng: expected np.random.default_rng\(seed\) or None, got module"),
    ],
)
def test_an_option_is_checked_where_it_changes_nothing_too(rng, name, options, message):
    build, shapes = EVERY[name]
    arrays = [rng.normal(size=shape) for shape in shapes]
    with pytest.raises(TypeError, match=f"^{message}$"):
        build().forward(*arrays, **options)
    with pytest.raises(TypeError, match=f"^{message}$"):
        Embedding(7, D).forward(rng.integers(7, size=(T, B)), **options)
    build().forward(*arrays, training=np.True_, rng=rng)


def uses_of_cache(layer, dy):
    """Return the functions of a layer that take a cache."""
    return [lambda cache: layer.backward(dy, cache)] + [
        getattr(layer, name) for name in ("final_state", "update_running") if hasattr(layer, name)
    ]


@each
def test_the_cache_of_another_layer_is_refused(rng, name):
    layer, dy, _ = call(*EVERY[name], rng)
    for array in getattr(layer, "params", {}).values():
        array += 0.5  # unlike those of any other layer, also where all begin as ones
    for other, arguments in EVERY.items():
        _, _, cache = call(*arguments, rng)
        if other == name and not getattr(layer, "params", {}):
            continue  # all of this kind compute the same
        for use in uses_of_cache(layer, dy):
            with pytest.raises(
                ValueError,
                match=f"^cache: expected that of this {name}, got that of another layer, {other}$",
            ):
                use(cache)


@each
def test_what_is_no_cache_is_refused(rng, name):
    layer, dy, cache = call(*EVERY[name], rng)
    for wrong, kind in [(None, "NoneType"), (dy, "ndarray"), ({"h": dy}, "dict"), ((dy, cache), "tuple")]:
        for use in uses_of_cache(layer, dy):
            with pytest.raises(TypeError, match=f"^cache: expected what forward returned .*, got {kind}$"):
                use(wrong)
    with pytest.raises(TypeError, match=r"^cache: expected what forward returned .*, got ndarray$"):
        layer.backward(cache, dy)  # swapped


def test_an_embedding_takes_its_own_cache_alone(rng):
    embedding, tokens = Embedding(7, D), rng.integers(7, size=(T, B))
    x, _ = embedding.forward(tokens)
    _, cache = Embedding(7, D).forward(tokens)
    with pytest.raises(ValueError, match="cache: expected that of this Embedding, got that of another"):
        embedding.backward(x, cache)
    with pytest.raises(TypeError, match=r"cache: expected what forward returned .*, got ndarray"):
        embedding.backward(x, tokens)


@each
@pytest.mark.parametrize("twins_of", [copy.deepcopy, lambda pair: pickle.loads(pickle.dumps(pair))])
def test_a_layer_and_its_cache_may_be_copied(rng, name, twins_of):
    layer, dy, cache = call(*EVERY[name], rng)
    twin, twin_cache = twins_of((layer, cache))
    right = leaves(layer.backward(dy, cache))
    for ours in (
        twin.backward(dy, twin_cache),
        layer.backward(dy, twins_of(cache)),
        twin.backward(dy, cache),
    ):
        for array, expected in zip(leaves(ours), right, strict=True):
            np.testing.assert_array_equal(array, expected)


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
