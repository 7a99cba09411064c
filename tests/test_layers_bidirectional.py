"""Both directions: against PyTorch on packed sequences, and over mixtures of layers."""

import copy
import functools

import numpy as np
import pytest
import torch
from layer_checks import (
    check_bad_input,
    check_dtype_is_kept,
    check_nothing_is_kept,
    check_recurrent_gradients,
    masks,
    random_state,
    randomise,
)
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torch_twins import assert_equal, fill, gradients

from rnnlib import GRU, LSTM, RNN, SGD, BatchNormRNN, Bidirectional, Linear, Stacked, sequences

T, B, D, H = 6, 3, 2, 3
dtypes = pytest.mark.parametrize("dtype", [np.float64, np.float32])


def mixture(dtype=np.float64):
    """Return an LSTM forwards and a GRU backwards, of different sizes."""
    return Bidirectional(LSTM(D, 3, dtype=dtype), GRU(D, 2, dtype=dtype))


@dtypes
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("with_state0", [False, True])
def test_every_gradient_against_central_differences(rng, dtype, with_mask, with_state0):
    layer = randomise(mixture(dtype), rng)
    x = rng.normal(size=(T, B, D)).astype(dtype)
    mask = masks(T, B, rng) if with_mask else None
    check_recurrent_gradients(layer, x, random_state(layer, B, rng) if with_state0 else None, mask, rng)


def test_gradients_with_a_stack_in_each_direction(rng):
    stacks = [Stacked([RNN(D, 2), LSTM(2, 3)]), Stacked([GRU(D, 3), RNN(3, 2)])]
    layer = randomise(Bidirectional(*stacks), rng)
    check_recurrent_gradients(
        layer, rng.normal(size=(T, B, D)), random_state(layer, B, rng), masks(T, B, rng), rng
    )


@dtypes
@pytest.mark.parametrize("kind", [RNN, LSTM, GRU])
@pytest.mark.parametrize("lengths", [[T] * B, [2, T, 4]])
def test_equals_pytorch_on_packed_sequences(rng, dtype, kind, lengths):
    """Outputs, final states, and the gradients of every parameter, of x and of both initial states."""
    layer = randomise(Bidirectional(kind(D, H, dtype=dtype), kind(D, H, dtype=dtype)), rng)
    twin = getattr(torch.nn, kind.__name__)(D, H, bidirectional=True, dtype=getattr(torch, dtype.__name__))
    parts = {"forward": (layer.forward_layer, "l0"), "backward": (layer.backward_layer, "l0_reverse")}
    for part, suffix in parts.values():
        fill(twin, part, suffix)
    mask = np.arange(T)[:, None] < np.array(lengths)
    x, dh = rng.normal(size=(T, B, D)).astype(dtype), rng.normal(size=(T, B, 2 * H)).astype(dtype)
    dh *= mask[..., None]
    state0, dstate = random_state(layer, B, rng), random_state(layer, B, rng)

    def stack(state):  # ours (forward, backward), each h or (h, c); PyTorch's h (2, B, H), or that and c
        if kind is LSTM:
            return [np.stack([direction[k] for direction in state]) for k in range(2)]
        return [np.stack(state)]

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
    for prefix, (part, suffix) in parts.items():
        for name, theirs in gradients(twin, part, suffix).items():
            assert_equal(grads[f"{prefix}.{name}"], theirs, dtype, f"{prefix}.{name}")


def test_what_each_half_has_read(rng):
    layer, x = randomise(mixture(), rng), rng.normal(size=(T, B, D))
    h, _ = layer.forward(x)
    x[3] += 1
    changed = (layer.forward(x)[0] != h).all(axis=1)  # (T, H_f + H_b)
    np.testing.assert_array_equal(changed[:, :3], np.broadcast_to(np.arange(T)[:, None] >= 3, (T, 3)))
    np.testing.assert_array_equal(changed[:, 3:], np.broadcast_to(np.arange(T)[:, None] <= 3, (T, 2)))


def test_the_backward_layer_ends_at_the_first_step_and_starts_at_the_last_real_one(rng):
    layer, mask = randomise(Bidirectional(RNN(D, H), RNN(D, H)), rng), np.arange(T)[:, None] < [6, 2, 4]
    x, state0 = rng.normal(size=(T, B, D)), random_state(layer, B, rng)
    x[~mask] = np.nan
    h, cache = layer.forward(x, state0, mask)
    final_f, final_b = layer.final_state(cache)
    np.testing.assert_array_equal(final_b, h[0, :, H:])
    np.testing.assert_array_equal(final_f, h[-1, :, :H])
    np.testing.assert_array_equal(h[2:, 1, H:], np.broadcast_to(state0[1][1], (T - 2, H)))
    last, _ = layer.backward_layer.forward(x[1:2, 1:2], state0[1][1:2])
    np.testing.assert_allclose(h[1, 1, H:], last[0, 0], rtol=0, atol=1e-12)


def test_reading_a_reversed_sequence_swaps_the_halves(rng):
    p, q, x = randomise(LSTM(D, 3), rng), randomise(GRU(D, 2), rng), rng.normal(size=(T, B, D))
    mask = masks(T, B, rng)
    h, _ = Bidirectional(p, q).forward(x, None, mask)
    swapped, _ = Bidirectional(q, p).forward(x[::-1], None, mask[::-1])
    np.testing.assert_array_equal(swapped[::-1], np.roll(h, 2, axis=-1))


def averaging(rng):
    """Return two batch norms with averages that differ from step to step."""
    layer = randomise(Bidirectional(BatchNormRNN(D, H, T), BatchNormRNN(D, H, T)), rng)
    for average in layer.running.values():
        average += rng.random(average.shape)
    return layer


def test_batch_norm_of_a_padded_sequence_is_that_of_the_sequence_alone(rng):
    """Its averages belong to the n-th step it reads, which is a real one in both directions."""
    layer, lengths = averaging(rng), [6, 2, 4]
    mask = np.arange(T)[:, None] < lengths
    x, weight = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, 2 * H)) * mask[..., None]
    h, cache = layer.forward(np.where(mask[..., None], x, np.nan), None, mask)
    dx, _, grads = layer.backward(weight, cache)
    total = {name: np.zeros_like(grad) for name, grad in grads.items()}
    for b, n in enumerate(lengths):
        alone, cache_alone = layer.forward(x[:n, b : b + 1])
        dx_alone, _, grads_alone = layer.backward(weight[:n, b : b + 1], cache_alone)
        np.testing.assert_allclose(h[:n, b], alone[:, 0], rtol=0, atol=1e-12)
        np.testing.assert_allclose(dx[:n, b], dx_alone[:, 0], rtol=0, atol=1e-12)
        for name, grad in grads_alone.items():
            total[name] += grad
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, total[name], rtol=0, atol=1e-12, err_msg=name)


def test_more_padding_changes_neither_batch_norm_nor_its_averages(rng):
    layer, x = averaging(rng), rng.normal(size=(T, 8, D))
    twin = copy.deepcopy(layer)
    mask = np.arange(T)[:, None] < [4, 2, 3, 4, 4, 1, 2, 3]
    h, cache = layer.forward(x, None, mask, training=True)
    short, short_cache = twin.forward(x[:4], None, mask[:4], training=True)
    np.testing.assert_array_equal(h[:4], short)
    layer.update_running(cache)
    twin.update_running(short_cache)
    for name, average in layer.running.items():
        np.testing.assert_array_equal(average, twin.running[name], err_msg=name)
    alone = layer.backward_layer.forward(sequences.reverse(x, mask), None, mask, training=True)[0]
    np.testing.assert_array_equal(short[..., H:][mask[:4]], sequences.reverse(alone, mask)[mask])


@pytest.mark.parametrize("training", [True, False])
def test_gradients_of_batch_norm_in_both_directions(rng, training):
    layer = averaging(rng)
    for part in (layer.forward_layer, layer.backward_layer):
        part.eps = 0.1
    layer.forward = functools.partial(layer.forward, training=training)
    check_recurrent_gradients(
        layer, rng.normal(size=(T, 4, D)), random_state(layer, 4, rng), masks(T, 4, rng), rng
    )


def test_params_are_the_arrays_of_the_layers(rng):
    layer = mixture()
    assert set(layer.params) == {f"forward.{name}" for name in ("W_xh", "W_hh", "b_h")} | {
        f"backward.{name}" for name in ("W_xh", "W_hh", "b_h", "b_hn")
    }
    assert layer.params["backward.b_hn"] is layer.backward_layer.params["b_hn"]
    h, cache = layer.forward(rng.normal(size=(T, B, D)))
    before = layer.forward_layer.params["W_hh"].copy()
    _, _, grads = layer.backward(np.ones_like(h), cache)
    SGD(layer.params, lr=0.5).step(grads)
    np.testing.assert_allclose(layer.forward_layer.params["W_hh"], before - 0.5 * grads["forward.W_hh"])


def test_options_reach_both_layers(rng):
    layer = randomise(Bidirectional(BatchNormRNN(D, H, T), BatchNormRNN(D, H, T)), rng)
    for average in layer.running.values():
        average += rng.random(average.shape)
    x = rng.normal(size=(T, B, D))
    h, _ = layer.forward(x, training=False)
    forwards, _ = layer.forward_layer.forward(x, training=False)
    backwards, _ = layer.backward_layer.forward(x[::-1], training=False)
    np.testing.assert_array_equal(h, np.concatenate([forwards, backwards[::-1]], axis=-1))
    assert not np.allclose(h, layer.forward(x, training=True)[0])


def test_dtype_is_kept(rng):
    check_dtype_is_kept(mixture, rng)


def test_nothing_is_kept(rng):
    check_nothing_is_kept(randomise(mixture(), rng), rng)


def test_bad_input():
    check_bad_input(mixture())


RNN_F = RNN(D, H)


@pytest.mark.parametrize(
    ("layers", "error", "message"),
    [
        ((RNN_F, Linear(D, H)), TypeError, "backward_layer: expected a recurrent layer, got Linear"),
        ((None, RNN_F), TypeError, "forward_layer: expected a recurrent layer, got NoneType"),
        ((RNN_F, RNN(D + 1, H)), ValueError, "backward_layer: expected input_size 2 as .*, got 3"),
        ((RNN_F, RNN(D, H, dtype=np.float32)), ValueError, "backward_layer: expected dtype float64"),
        ((RNN_F, RNN_F), ValueError, "backward_layer: expected a layer of its own"),
    ],
)
def test_bad_layers(layers, error, message):
    with pytest.raises(error, match=message):
        Bidirectional(*layers)


@pytest.mark.parametrize(
    ("state", "error", "message"),
    [
        (np.zeros((2, B, H)), TypeError, "expected a tuple of 2 states, got ndarray"),
        ((np.zeros((B, H)),), ValueError, "expected a tuple of 2 states, got 1"),
    ],
)
def test_bad_state(state, error, message):
    layer = Bidirectional(RNN(D, H), RNN(D, H))
    with pytest.raises(error, match=f"state0: {message}"):
        layer.forward(np.zeros((T, B, D)), state)
    _, cache = layer.forward(np.zeros((T, B, D)))
    with pytest.raises(error, match=f"dstate: {message}"):
        layer.backward(np.zeros((T, B, 2 * H)), cache, state)


@pytest.mark.parametrize("late_start", [False, True])
def test_the_summary_of_a_padded_batch_is_that_of_each_sequence_alone(rng, late_start):
    """Formed by the line that `rnnlib.sequences` gives the reader, with its gradient."""
    recipe = next(line for line in sequences.__doc__.splitlines() if line.startswith("    ")).strip()
    layer, H_f = randomise(Bidirectional(GRU(D, 2), RNN(D, 3)), rng), 2
    lengths = [6, 2, 1, 4]
    mask = np.arange(6)[:, None] < np.array(lengths)
    if late_start:
        mask = mask[::-1]
    x, weight = rng.normal(size=(6, 4, D)), rng.normal(size=(4, 5))

    def summary(x, mask):
        h, cache = layer.forward(x, None, mask)
        return h, cache, eval(recipe, {"np": np, "h": h, "H_f": H_f})

    h, cache, together = summary(x, mask)
    if not late_start:
        assert not h[-1, 1:, H_f:].any()  # what h[-1] would have given
    dh = np.zeros_like(h)
    dh[-1, :, :H_f], dh[0, :, H_f:] = weight[:, :H_f], weight[:, H_f:]
    dx, _, _ = layer.backward(dh, cache)
    for b in range(4):
        real = mask[:, b]
        h, cache, alone = summary(x[real, b : b + 1], None)
        np.testing.assert_allclose(together[b], alone[0], rtol=0, atol=1e-12)
        dstate = (weight[b : b + 1, :H_f], weight[b : b + 1, H_f:])  # the same by way of the final state
        dx_alone, _, _ = layer.backward(np.zeros_like(h), cache, dstate)
        np.testing.assert_allclose(dx[real, b], dx_alone[:, 0], rtol=0, atol=1e-12)
