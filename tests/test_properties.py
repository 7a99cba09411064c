"""Properties every recurrent layer has, on random sizes, lengths and masks."""

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_checks import leaves, like, randomise

from rnnlib import (
    GRU,
    LSTM,
    RNN,
    BatchNormRNN,
    Bidirectional,
    HierarchicalRNN,
    LayerNormRNN,
    Linear,
    LinearRecurrence,
    Stacked,
    TransformerBlock,
    softmax_cross_entropy,
)

D, H, K = 3, 4, 5

LAYERS = {
    "RNN tanh": lambda rng: RNN(D, H, rng=rng),
    "RNN relu": lambda rng: RNN(D, H, nonlinearity="relu", rng=rng),
    "LSTM": lambda rng: LSTM(D, H, forget_bias=1.0, rng=rng),
    "GRU": lambda rng: GRU(D, H, rng=rng),
    "layer norm": lambda rng: LayerNormRNN(D, H, rng=rng),
    "linear, loop": lambda rng: LinearRecurrence(D, H, method="loop", rng=rng),
    "linear, scan": lambda rng: LinearRecurrence(D, H, method="scan", rng=rng),
    "hierarchical": lambda rng: HierarchicalRNN(D, H, 2, 3, rng=rng),
    "stack": lambda rng: Stacked([GRU(D, 2, rng=rng), LSTM(2, H, rng=rng)]),
    "both directions": lambda rng: Bidirectional(LSTM(D, 2, rng=rng), GRU(D, 2, rng=rng)),
}
BATCH_NORM = {"batch norm": lambda rng: BatchNormRNN(D, H, max_steps=6, rng=rng)}
# What comes later does not change what came before, so a state can be carried from one part to the next.
CAUSAL = {name: build for name, build in LAYERS.items() if name != "both directions"}

each_layer = pytest.mark.parametrize("build", LAYERS.values(), ids=LAYERS.keys())
each_causal_layer = pytest.mark.parametrize("build", CAUSAL.values(), ids=CAUSAL.keys())
layers_and_batch_norm = {**LAYERS, **BATCH_NORM}
each_layer_and_batch_norm = pytest.mark.parametrize(
    "build", layers_and_batch_norm.values(), ids=layers_and_batch_norm.keys()
)
few_examples = settings(max_examples=12, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(1, 7)


def close(actual, expected, message=""):
    np.testing.assert_allclose(actual, expected, rtol=1e-10, atol=1e-12, err_msg=message)


def loss_and_gradients(layer, x, targets, mask, state0=None):
    """Return the loss of layer, readout and softmax cross-entropy, its gradients, and h."""
    readout = randomise(Linear(layer.hidden_size, K), np.random.default_rng(5))
    h, cache = layer.forward(x, state0, mask, training=True)
    logits, readout_cache = readout.forward(h)
    loss, dlogits = softmax_cross_entropy(logits, targets, mask)
    dh, readout_grads = readout.backward(dlogits, readout_cache)
    dx, dstate0, grads = layer.backward(dh, cache)
    return loss, {**grads, **readout_grads}, dx, dstate0, h


@each_layer_and_batch_norm
@few_examples
@given(seed=seeds, T=sizes, B=st.integers(2, 5))
def test_the_order_of_the_batch_does_not_matter(build, seed, T, B):
    rng = np.random.default_rng(seed)
    layer = randomise(build(rng), rng)
    x, targets = rng.normal(size=(T, B, D)), rng.integers(K, size=(T, B))
    mask = np.arange(T)[:, None] < rng.integers(1, T + 1, B)
    order = rng.permutation(B)
    loss, grads, dx, _, h = loss_and_gradients(layer, x, targets, mask)
    moved = loss_and_gradients(layer, x[:, order], targets[:, order], mask[:, order])
    close(moved[0], loss)
    close(moved[4], h[:, order])
    close(moved[2], dx[:, order])
    for name, grad in grads.items():
        close(moved[1][name], grad, name)


@each_layer_and_batch_norm
@few_examples
@given(seed=seeds, T=sizes, B=st.integers(2, 4), extra=st.integers(1, 4))
def test_padding_changes_no_loss_no_output_and_no_gradient(build, seed, T, B, extra):
    """The same sequences, padded further with NaN and with targets that no class has."""
    rng = np.random.default_rng(seed)
    layer = randomise(build(rng), rng)
    x, targets = rng.normal(size=(T, B, D)), rng.integers(K, size=(T, B))
    mask = np.arange(T)[:, None] < rng.integers(1, T + 1, B)
    wide_x = np.concatenate([np.where(mask[..., None], x, np.nan), np.full((extra, B, D), np.nan)])
    wide_targets = np.concatenate([np.where(mask, targets, -1), np.full((extra, B), K + 7)])
    wide_mask = np.concatenate([mask, np.zeros((extra, B), bool)])
    loss, grads, dx, _, h = loss_and_gradients(layer, x, targets, mask)
    wide = loss_and_gradients(layer, wide_x, wide_targets, wide_mask)
    close(wide[0], loss)
    close(wide[4][:T][mask], h[mask])
    close(wide[2][:T], dx)
    assert (wide[2][T:] == 0).all()
    for name, grad in grads.items():
        close(wide[1][name], grad, name)


@each_layer
@few_examples
@given(seed=seeds, lengths=st.lists(sizes, min_size=1, max_size=5))
def test_a_padded_batch_equals_its_sequences_one_by_one(build, seed, lengths):
    rng = np.random.default_rng(seed)
    layer = randomise(build(rng), rng)
    T, B = max(lengths), len(lengths)
    mask = np.arange(T)[:, None] < np.array(lengths)
    x, targets = rng.normal(size=(T, B, D)), rng.integers(K, size=(T, B))
    x[~mask] = np.nan
    loss, grads, dx, _, h = loss_and_gradients(layer, x, targets, mask)
    total_loss, total = 0.0, {name: np.zeros_like(g) for name, g in grads.items()}
    for b, n in enumerate(lengths):
        alone = loss_and_gradients(layer, x[:n, b : b + 1], targets[:n, b : b + 1], None)
        share = n / sum(lengths)  # each loss is a mean over its own steps
        total_loss += share * alone[0]
        for name in total:
            total[name] += share * alone[1][name]
        close(h[:n, b], alone[4][:, 0])
        close(dx[:n, b], share * alone[2][:, 0])
    close(loss, total_loss)
    for name, grad in grads.items():
        close(grad, total[name], name)


@each_layer
@few_examples
@given(seed=seeds, lengths=st.lists(sizes, min_size=1, max_size=4))
def test_the_final_state_is_the_last_real_one(build, seed, lengths):
    rng = np.random.default_rng(seed)
    layer = randomise(build(rng), rng)
    T = max(lengths)
    mask = np.arange(T)[:, None] < np.array(lengths)
    x = rng.normal(size=(T, len(lengths), D))
    final = leaves(layer.final_state(layer.forward(x, None, mask)[1]))
    for b, n in enumerate(lengths):
        alone = leaves(layer.final_state(layer.forward(x[:n, b : b + 1])[1]))
        assert len(alone) == len(final) > 0
        for state, state_alone in zip(final, alone, strict=True):
            close(state[b], state_alone[0])


@each_causal_layer
@few_examples
@given(seed=seeds, cut=sizes, rest=sizes, B=st.integers(1, 3))
def test_two_parts_with_carried_state_equal_one_pass(build, seed, cut, rest, B):
    """Outputs, final state and every gradient, under any mask."""
    rng = np.random.default_rng(seed)
    layer = randomise(build(rng), rng)
    T = cut + rest
    x, mask = rng.normal(size=(T, B, D)), rng.random((T, B)) < 0.7
    h, cache = layer.forward(x, None, mask)
    dh = rng.normal(size=h.shape)
    dstate = like(layer.final_state(cache), lambda array: rng.normal(size=array.shape))
    dx, _, grads = layer.backward(dh, cache, dstate)

    h_1, cache_1 = layer.forward(x[:cut], None, mask[:cut])
    h_2, cache_2 = layer.forward(x[cut:], layer.final_state(cache_1), mask[cut:])
    dx_2, dstate_2, grads_2 = layer.backward(dh[cut:], cache_2, dstate)
    dx_1, _, grads_1 = layer.backward(dh[:cut], cache_1, dstate_2)
    close(np.concatenate([h_1, h_2]), h)
    close(np.concatenate([dx_1, dx_2]), dx)
    for whole, part in zip(leaves(layer.final_state(cache)), leaves(layer.final_state(cache_2)), strict=True):
        close(part, whole)
    for name, grad in grads.items():
        close(grads_1[name] + grads_2[name], grad, name)


@few_examples
@given(seed=seeds, T=sizes, B=st.integers(1, 4))
def test_reading_backwards_swaps_the_directions(seed, T, B):
    """Bidirectional(p, q) on the reversed input is Bidirectional(q, p) reversed, halves exchanged."""
    rng = np.random.default_rng(seed)
    p, q = randomise(LSTM(D, 2), rng), randomise(GRU(D, 3), rng)
    x, mask = rng.normal(size=(T, B, D)), rng.random((T, B)) < 0.7
    h, _ = Bidirectional(p, q).forward(x, None, mask)
    swapped, _ = Bidirectional(q, p).forward(x[::-1], None, mask[::-1])
    close(swapped[::-1, :, 3:], h[..., :2])
    close(swapped[::-1, :, :3], h[..., 2:])


@few_examples
@given(seed=seeds, T=st.integers(1, 40), B=st.integers(1, 3))
def test_the_scan_equals_the_loop(seed, T, B):
    rng = np.random.default_rng(seed)
    loop = randomise(LinearRecurrence(D, H, method="loop"), rng)
    scan = LinearRecurrence(D, H, method="scan")
    for name, array in loop.params.items():
        scan.params[name][...] = array
    x, h0, mask = rng.normal(size=(T, B, D)), rng.normal(size=(B, H)), rng.random((T, B)) < 0.8
    results = []
    for layer in (loop, scan):
        h, cache = layer.forward(x, h0, mask)
        dx, dh0, grads = layer.backward(np.cos(h), cache, np.sin(h[-1]))
        results.append({"h": h, "dx": dx, "dh0": dh0, **grads})
    for name, array in results[0].items():
        close(results[1][name], array, name)


@few_examples
@given(seed=seeds, T=sizes, B=st.integers(1, 4), extra=st.integers(1, 4))
def test_padding_changes_nothing_in_a_transformer_block(seed, T, B, extra):
    rng = np.random.default_rng(seed)
    block = randomise(TransformerBlock(6, 2, 8), rng)
    mask = np.arange(T)[:, None] < rng.integers(1, T + 1, B)
    x, dy = rng.normal(size=(T, B, 6)), rng.normal(size=(T, B, 6)) * mask[..., None]
    widen = functools.partial(np.pad, pad_width=((0, extra), (0, 0), (0, 0)))
    y, cache = block.forward(x, mask)
    dx, grads = block.backward(dy, cache)
    wide_x = np.pad(
        np.where(mask[..., None], x, np.nan), ((0, extra), (0, 0), (0, 0)), constant_values=np.nan
    )
    wide_y, wide_cache = block.forward(wide_x, np.pad(mask, ((0, extra), (0, 0))))
    wide_dx, wide_grads = block.backward(widen(dy), wide_cache)
    close(wide_y[:T][mask], y[mask])
    close(wide_dx, widen(dx))
    for name, grad in grads.items():
        close(wide_grads[name], grad, name)
