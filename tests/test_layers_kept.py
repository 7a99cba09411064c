"""Whatever is written to between forward and backward, the gradients are those of the forward pass."""

import numpy as np
import pytest
import torch
from layer_checks import leaves, like, masks, random_state, randomise

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
)

T, B, D, H = 5, 4, 3, 3
RECURRENT = {
    "RNN": lambda: RNN(D, H),
    "RNN relu": lambda: RNN(D, H, nonlinearity="relu"),
    "LSTM": lambda: LSTM(D, H),
    "GRU": lambda: GRU(D, H),
    "layer norm": lambda: LayerNormRNN(D, H),
    "batch norm": lambda: BatchNormRNN(D, H, T),
    "linear, loop": lambda: LinearRecurrence(D, H, method="loop"),
    "linear, scan": lambda: LinearRecurrence(D, H, method="scan"),
    "hierarchical": lambda: HierarchicalRNN(D, H, 2, 2),
    "stack": lambda: Stacked([RNN(D, 2), GRU(2, H)], dropout=0.5),
    "both directions": lambda: Bidirectional(RNN(D, 1), LSTM(D, 2)),
}
OTHERS = {
    "Linear": (lambda: Linear(D, H), [(T, B, D)]),
    "LayerNorm": (lambda: LayerNorm(D), [(T, B, D)]),
    "Dropout": (lambda: Dropout(0.5), [(T, B, D)]),
    "multi-head": (lambda: MultiHeadAttention(4, 2), [(T, B, 4)]),
    "block": (lambda: TransformerBlock(4, 2, 5), [(T, B, 4)]),
    "additive": (lambda: AdditiveAttention(D, 2, 4), [(T, B, D), (6, B, 2), (6, B, 3)]),
    "additive, values are keys": (lambda: AdditiveAttention(D, 2, 4), [(T, B, D), (6, B, 2)]),
    "dot product": (lambda: DotProductAttention(), [(T, B, D), (6, B, D), (6, B, 2)]),
}
each_recurrent = pytest.mark.parametrize("build", RECURRENT.values(), ids=RECURRENT.keys())
each_other = pytest.mark.parametrize(("build", "shapes"), OTHERS.values(), ids=OTHERS.keys())


def scribble(*values):
    """Write over every array in place, as the next batch or an optimiser's step would."""
    for array in leaves(values):
        if array.dtype == bool:
            array[...] = ~array
        else:
            array += 1


def all_leaves(results):
    return [array.copy() for array in leaves(results)]


class HandsOut:
    """Hands out the very array that it holds, as xarray's arrays do."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return self.array


def read_only(array):
    view = array.view()
    view.flags.writeable = False
    return view


# Arguments that share the memory of a writable array, without being it.
WINDOWS_ON = {
    "view": lambda array: array[:],
    "read-only view": read_only,
    "view of a read-only view": lambda array: read_only(array)[:],
    "broadcast": lambda array: np.broadcast_to(array[0], array.shape),
    "tensor": torch.from_numpy,
    "memoryview": memoryview,
    "hands out": HandsOut,
}
each_window = pytest.mark.parametrize("window_on", WINDOWS_ON.values(), ids=WINDOWS_ON.keys())


@each_recurrent
@each_window
@pytest.mark.parametrize("with_mask", [False, True])
def test_nor_by_what_an_argument_is_a_view_of(rng, build, window_on, with_mask):
    layer, x = randomise(build(), rng), rng.normal(size=(T, B, D))
    mask = masks(T, B, rng) if with_mask else None
    if with_mask:
        mask[0] = np.arange(B) > 0  # the broadcast row: some real steps, some padding
    arguments = window_on(x), None, None if mask is None else window_on(mask)
    h, cache = layer.forward(*arguments, training=True, rng=rng)
    dh = rng.normal(size=h.shape)
    expected = all_leaves(layer.backward(dh, cache))
    scribble(x, mask)
    for ours, right in zip(all_leaves(layer.backward(dh, cache)), expected, strict=True):
        np.testing.assert_array_equal(ours, right)


@each_other
@each_window
def test_nor_that_of_any_other_layer(rng, build, shapes, window_on):
    layer, arrays = build(), [rng.normal(size=shape) for shape in shapes]
    y, cache = layer.forward(*map(window_on, arrays), training=True, rng=rng)
    dy = rng.normal(size=y.shape)
    expected = all_leaves(layer.backward(dy, cache))
    scribble(*arrays)
    for ours, right in zip(all_leaves(layer.backward(dy, cache)), expected, strict=True):
        np.testing.assert_array_equal(ours, right)


@each_recurrent
@pytest.mark.parametrize("with_mask", [False, True])
def test_what_a_recurrent_layer_kept_cannot_be_changed_from_outside(rng, build, with_mask):
    layer, x = randomise(build(), rng), rng.normal(size=(T, B, D))
    state0 = like(random_state_of(layer, rng), np.copy)
    mask = masks(T, B, rng) if with_mask else None
    dh = rng.normal(size=(T, B, H))
    h, cache = layer.forward(x, state0, mask, training=True, rng=rng)
    expected = all_leaves(layer.backward(dh, cache))
    final = all_leaves(layer.final_state(cache))
    scribble(x, state0, mask, layer.params, layer.final_state(cache))
    for name in getattr(layer, "running", {}):
        layer.running[name] += 1
    for ours, right in zip(all_leaves(layer.backward(dh, cache)), expected, strict=True):
        np.testing.assert_array_equal(ours, right)
    for ours, right in zip(leaves(layer.final_state(cache)), final, strict=True):
        np.testing.assert_array_equal(ours, right)
    with pytest.raises(ValueError, match="read-only"):
        h *= 2


def random_state_of(layer, rng):
    if isinstance(layer, BatchNormRNN):  # to evaluate it would be early
        return rng.normal(size=(B, H))
    return random_state(layer, B, rng)


@each_other
def test_what_any_other_layer_kept_cannot_be_changed_from_outside(rng, build, shapes):
    layer, arrays = build(), [rng.normal(size=shape) for shape in shapes]
    params = getattr(layer, "params", {})
    for array in params.values():
        array[...] = rng.normal(size=array.shape)
    y, cache = layer.forward(*arrays, training=True, rng=rng)
    dy = rng.normal(size=y.shape)
    expected = all_leaves(layer.backward(dy, cache))
    y += 1  # is the caller's own
    scribble(*arrays, params)
    for ours, right in zip(all_leaves(layer.backward(dy, cache)), expected, strict=True):
        np.testing.assert_array_equal(ours, right)


@pytest.mark.parametrize("window_on", [lambda mask: mask, read_only], ids=["mask", "view"])
@pytest.mark.parametrize(
    "build", [MultiHeadAttention, AdditiveAttention, DotProductAttention, TransformerBlock]
)
def test_the_mask_and_the_weights_of_attention_cannot_be_changed_from_outside(rng, build, window_on):
    sizes = {MultiHeadAttention: (4, 2), AdditiveAttention: (4, 4, 2), TransformerBlock: (4, 2, 5)}
    layer, x, mask = build(*sizes.get(build, ())), rng.normal(size=(T, B, 4)), masks(T, B, rng)
    seen = window_on(mask)
    arguments = (x, seen) if build in (MultiHeadAttention, TransformerBlock) else (x, x.copy(), None, seen)
    y, cache = layer.forward(*arguments)
    dy = rng.normal(size=y.shape)
    expected = all_leaves(layer.backward(dy, cache))
    scribble(mask)
    for ours, right in zip(all_leaves(layer.backward(dy, cache)), expected, strict=True):
        np.testing.assert_array_equal(ours, right)
    weights = cache["attention"]["weights"] if build is TransformerBlock else cache["weights"]
    with pytest.raises(ValueError, match="read-only"):
        weights[0] = 0


def test_the_tokens_of_an_embedding_may_be_written_over(rng):
    embedding, tokens, mask = Embedding(7, D), rng.integers(7, size=(T, B)), masks(T, B, rng)
    dx = rng.normal(size=(T, B, D))
    _, cache = embedding.forward(tokens, mask)
    _, expected = embedding.backward(dx, cache)
    tokens[...] = 0
    scribble(mask, embedding.params)
    np.testing.assert_array_equal(embedding.backward(dx, cache)[1]["E"], expected["E"])


def test_what_cannot_be_written_to_is_not_copied(rng):
    rnn, readout = RNN(D, H, rng=rng), Linear(H, 2, rng=rng)
    h, _ = rnn.forward(rng.normal(size=(T, B, D)))
    _, cache = readout.forward(h)
    assert np.shares_memory(cache["h"], h)
    _, cache = readout.forward(h[:])
    assert np.shares_memory(cache["h"], h)
    copied = h.copy()
    _, cache = readout.forward(copied)
    assert not np.shares_memory(cache["h"], copied)
