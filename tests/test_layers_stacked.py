"""Stacks: against PyTorch's num_layers, over mixtures of layers, and with dropout between them."""

import functools

import numpy as np
import pytest
import torch
from layer_checks import (
    check_bad_input,
    check_dtype_is_kept,
    check_nothing_is_kept,
    check_recurrent_gradients,
    leaves,
    masks,
    random_state,
    randomise,
)
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torch_twins import assert_equal, fill, gradients

from rnnlib import GRU, LSTM, RNN, SGD, BatchNormRNN, Bidirectional, Dropout, Linear, Stacked

T, B, D, H = 6, 3, 2, 3
dtypes = pytest.mark.parametrize("dtype", [np.float64, np.float32])


def mixture(dtype=np.float64, dropout=0.0):
    """Return a stack of three kinds of layers, each of its own size."""
    return Stacked([LSTM(D, 3, dtype=dtype), GRU(3, 2, dtype=dtype), RNN(2, 4, dtype=dtype)], dropout=dropout)


@dtypes
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("with_state0", [False, True])
@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_every_gradient_against_central_differences(rng, dtype, with_mask, with_state0, dropout):
    layer = randomise(mixture(dtype, dropout), rng)
    x = rng.normal(size=(T, B, D)).astype(dtype)
    mask = masks(T, B, rng) if with_mask else None
    state0 = random_state(layer, B, rng) if with_state0 else None
    forward = layer.forward
    layer.forward = lambda *arguments: forward(*arguments, rng=np.random.default_rng(2))
    check_recurrent_gradients(layer, x, state0, mask, rng)


def test_gradients_of_a_stack_of_both_directions(rng):
    layer = randomise(
        Stacked([Bidirectional(RNN(D, 2), LSTM(D, 1)), Bidirectional(GRU(3, 1), RNN(3, 2))]), rng
    )
    x, mask = rng.normal(size=(T, B, D)), masks(T, B, rng)
    check_recurrent_gradients(layer, x, random_state(layer, B, rng), mask, rng)


@dtypes
@pytest.mark.parametrize("kind", [RNN, LSTM, GRU])
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("lengths", [[T] * B, [2, T, 4]])
def test_equals_pytorch_with_num_layers_2(rng, dtype, kind, bidirectional, lengths):
    """Outputs, final states, and the gradients of every parameter, of x and of every initial state."""
    sizes = [D, 2 * H if bidirectional else H]
    flat = [kind(size, H, dtype=dtype) for size in sizes for _ in range(1 + bidirectional)]
    suffixes = ["l0", "l0_reverse", "l1", "l1_reverse"] if bidirectional else ["l0", "l1"]
    layers = [Bidirectional(*flat[:2]), Bidirectional(*flat[2:])] if bidirectional else flat
    layer = randomise(Stacked(layers), rng)
    twin = getattr(torch.nn, kind.__name__)(
        D, H, num_layers=2, bidirectional=bidirectional, dtype=getattr(torch, dtype.__name__)
    )
    for part, suffix in zip(flat, suffixes, strict=True):
        fill(twin, part, suffix)
    mask = np.arange(T)[:, None] < np.array(lengths)
    x, dh = rng.normal(size=(T, B, D)).astype(dtype), rng.normal(size=(T, B, sizes[1])).astype(dtype)
    dh *= mask[..., None]
    state0, dstate = random_state(layer, B, rng), random_state(layer, B, rng)

    def stack(
        state,
    ):  # ours h, or h and c, layer by layer; PyTorch's all h (layers · directions, B, H), then c
        arrays = leaves(state)
        return [np.stack(arrays[::2]), np.stack(arrays[1::2])] if kind is LSTM else [np.stack(arrays)]

    tensor_x = torch.tensor(x, requires_grad=True)
    tensor_state0 = [torch.tensor(array, requires_grad=True) for array in stack(state0)]
    packed = pack_padded_sequence(tensor_x, torch.tensor(lengths), enforce_sorted=False)
    output, final = twin(packed, tuple(tensor_state0) if kind is LSTM else tensor_state0[0])
    expected, _ = pad_packed_sequence(output)
    final = list(final) if kind is LSTM else [final]
    torch.autograd.backward([expected, *final], [torch.tensor(a) for a in (dh, *stack(dstate))])

    h, cache = layer.forward(x, state0, mask)
    dx, dstate0, grads = layer.backward(dh, cache, dstate)
    assert_equal(h * mask[..., None], expected, dtype, "h")
    assert_equal(dx, tensor_x.grad, dtype, "dx")
    for ours, theirs in zip(stack(layer.final_state(cache)), final, strict=True):
        assert_equal(ours, theirs, dtype, "final state")
    for ours, theirs in zip(stack(dstate0), tensor_state0, strict=True):
        assert_equal(ours, theirs.grad, dtype, "dstate0")
    prefixes = ["0.forward", "0.backward", "1.forward", "1.backward"] if bidirectional else ["0", "1"]
    for prefix, part, suffix in zip(prefixes, flat, suffixes, strict=True):
        for name, theirs in gradients(twin, part, suffix).items():
            assert_equal(grads[f"{prefix}.{name}"], theirs, dtype, f"{prefix}.{name}")


def test_two_parts_with_carried_state_equal_one_pass(rng):
    layer, x, mask, cut = randomise(mixture(), rng), rng.normal(size=(T, B, D)), masks(T, B, rng), 2
    h, cache = layer.forward(x, None, mask)
    dh, dstate = rng.normal(size=h.shape), random_state(layer, B, rng)
    dx, _, grads = layer.backward(dh, cache, dstate)
    h_1, cache_1 = layer.forward(x[:cut], None, mask[:cut])
    h_2, cache_2 = layer.forward(x[cut:], layer.final_state(cache_1), mask[cut:])
    dx_2, dstate_2, grads_2 = layer.backward(dh[cut:], cache_2, dstate)
    dx_1, _, grads_1 = layer.backward(dh[:cut], cache_1, dstate_2)
    np.testing.assert_allclose(np.concatenate([h_1, h_2]), h, rtol=0, atol=1e-12)
    np.testing.assert_allclose(np.concatenate([dx_1, dx_2]), dx, rtol=0, atol=1e-12)
    for name, grad in grads.items():
        np.testing.assert_allclose(grads_1[name] + grads_2[name], grad, rtol=0, atol=1e-12, err_msg=name)


def test_dropout_acts_between_layers_only(rng):
    """The stack equals its layers called one by one, with dropout after the first and after the second."""
    layer, x = randomise(mixture(dropout=0.5), rng), rng.normal(size=(T, B, D))
    h, _ = layer.forward(x, rng=np.random.default_rng(3))
    draws, dropout, by_hand = np.random.default_rng(3), Dropout(0.5), x
    for i, part in enumerate(layer.layers):
        by_hand, _ = part.forward(by_hand)
        if i < 2:
            by_hand, _ = dropout.forward(by_hand, rng=draws)
    np.testing.assert_array_equal(h, by_hand)
    assert not np.allclose(h, layer.forward(x)[0])
    assert not np.allclose(h, layer.forward(x, rng=np.random.default_rng(4))[0])
    with pytest.warns(RuntimeWarning, match="dropout 0.9 has no place in a stack of one layer"):
        single = randomise(Stacked([RNN(D, H)], dropout=0.9), rng)
    np.testing.assert_array_equal(single.forward(x, rng=rng)[0], single.forward(x)[0])


def test_without_rng_there_is_no_dropout(rng):
    with_dropout, without = randomise(mixture(dropout=0.9), rng), mixture()
    for name, array in without.params.items():
        array[...] = with_dropout.params[name]
    x = rng.normal(size=(T, B, D))
    np.testing.assert_array_equal(with_dropout.forward(x)[0], without.forward(x)[0])


def test_params_are_the_arrays_of_the_layers(rng):
    layer = Stacked([RNN(D, H), Stacked([RNN(H, 2), LSTM(2, 2)])])
    assert {name.rpartition(".")[0] for name in layer.params} == {"0", "1.0", "1.1"}
    assert layer.params["1.1.W_hh"] is layer.layers[1].layers[1].params["W_hh"]
    h, cache = layer.forward(rng.normal(size=(T, B, D)))
    before = layer.layers[0].params["W_hh"].copy()
    _, _, grads = layer.backward(np.ones_like(h), cache)
    SGD(layer.params, lr=0.5).step(grads)
    np.testing.assert_allclose(layer.layers[0].params["W_hh"], before - 0.5 * grads["0.W_hh"])


def test_options_reach_every_layer(rng):
    layer = randomise(Stacked([BatchNormRNN(D, H, T), BatchNormRNN(H, H, T)]), rng)
    for average in layer.running.values():
        average += rng.random(average.shape)
    x = rng.normal(size=(T, B, D))
    h, _ = layer.forward(x, training=False)
    by_hand = functools.reduce(lambda h, part: part.forward(h, training=False)[0], layer.layers, x)
    np.testing.assert_array_equal(h, by_hand)
    assert not np.allclose(h, layer.forward(x, training=True)[0])


def test_dtype_is_kept(rng):
    check_dtype_is_kept(mixture, rng)
    layer = mixture(np.float32, dropout=0.5)
    assert layer.forward(rng.normal(size=(T, B, D)), rng=rng)[0].dtype == np.float32


def test_nothing_is_kept(rng):
    check_nothing_is_kept(randomise(mixture(), rng), rng)


def test_a_list_changed_later_does_not_change_the_stack():
    layers = [RNN(D, H), RNN(H, H)]
    stack = Stacked(layers)
    layers.append(RNN(D, D))
    assert len(stack.layers) == 2


def test_bad_input():
    check_bad_input(mixture())


SHARED = RNN(H, H)


@pytest.mark.parametrize(
    ("layers", "error", "message"),
    [
        ([], ValueError, "layers: expected a list of at least one recurrent layer"),
        (RNN(D, H), TypeError, "layers: expected a list of recurrent layers, got RNN"),
        ([RNN(D, H), RNN(D, H)], ValueError, r"layers\[1\]: expected input_size 3, .* of layers\[0\], got 2"),
        ([RNN(D, H), Linear(H, 2)], TypeError, r"layers\[1\]: expected a recurrent layer, got Linear"),
        ([RNN(D, H), RNN(H, H, dtype=np.float32)], ValueError, r"layers\[1\]: expected dtype float64"),
        ([SHARED, SHARED], ValueError, r"layers\[1\]: expected a layer of its own"),
    ],
)
def test_bad_layers(layers, error, message):
    with pytest.raises(error, match=message):
        Stacked(layers)


def test_bad_dropout():
    with pytest.raises(ValueError, match="dropout: expected less than 1"):
        Stacked([RNN(D, H)], dropout=1.0)


@pytest.mark.parametrize(
    ("state", "error", "message"),
    [
        (np.zeros((2, B, H)), TypeError, "expected a tuple of 2 states, got ndarray"),
        ((np.zeros((B, H)),), ValueError, "expected a tuple of 2 states, got 1"),
    ],
)
def test_bad_state(state, error, message):
    layer = Stacked([RNN(D, H), RNN(H, H)])
    with pytest.raises(error, match=f"state0: {message}"):
        layer.forward(np.zeros((T, B, D)), state)
    _, cache = layer.forward(np.zeros((T, B, D)))
    with pytest.raises(error, match=f"dstate: {message}"):
        layer.backward(np.zeros((T, B, H)), cache, state)
