"""Truncated backpropagation: which layers it takes, and what it does for those that keep running averages."""

import copy

import numpy as np
import pytest
from truncated_problem import D, H, O, T, problem

from rnnlib import (
    GRU,
    RNN,
    SGD,
    BatchNormRNN,
    Bidirectional,
    HierarchicalRNN,
    LayerNormRNN,
    Linear,
    LinearRecurrence,
    Stacked,
    TransformerBlock,
    mse,
)
from rnnlib.training import TruncatedBPTT, train

BACKWARDS = {
    "bidirectional": lambda: Bidirectional(RNN(D, 2), GRU(D, 2)),
    "in a stack": lambda: Stacked([RNN(D, 3), Bidirectional(RNN(3, 2), RNN(3, 2))]),
    "in a stack in a stack": lambda: Stacked(
        [Stacked([Bidirectional(RNN(D, 2), RNN(D, 2)), RNN(4, 3)]), RNN(3, H)]
    ),
    "with a stack in it": lambda: Bidirectional(Stacked([RNN(D, 2)]), RNN(D, 2)),
}


@pytest.mark.parametrize("name", BACKWARDS)
def test_a_layer_that_reads_backwards_is_refused_however_deep(rng, name):
    _, readout, x, y, _ = problem(rng)
    with pytest.raises(ValueError, match=r"layer: expected one that reads forwards, got .* reads backwards"):
        TruncatedBPTT(BACKWARDS[name](), readout, mse, x, y, 3)


@pytest.mark.parametrize("layer", [Linear(D, H), TransformerBlock(D, 1, 4), "rnn"])
def test_what_carries_no_state_is_refused(rng, layer):
    _, readout, x, y, _ = problem(rng)
    got = type(layer).__name__
    with pytest.raises(TypeError, match=f"layer: expected a recurrent layer, got {got}"):
        TruncatedBPTT(layer, readout, mse, x, y, 3)


FORWARDS = {
    "layer norm": lambda: LayerNormRNN(D, H),
    "hierarchical": lambda: HierarchicalRNN(D, H, 2, 3),
    "linear recurrence": lambda: LinearRecurrence(D, H),
    "batch norm": lambda: BatchNormRNN(D, H, T),
    "batch norm in a stack": lambda: Stacked([GRU(D, 3), BatchNormRNN(3, H, T)]),
}


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", FORWARDS)
@pytest.mark.parametrize(("k1", "k2"), [(3, 3), (3, 5), (2, 7)])
def test_every_layer_that_reads_forwards_is_cut_without_a_seam(rng, name, masked, k1, k2):
    """Without updates in between, the losses of the windows are those of one pass over the record."""
    layer, readout, x, y, mask = problem(rng, FORWARDS[name], masked)
    bptt = TruncatedBPTT(layer, readout, mse, x, y, k1, k2, mask)
    y_hat = readout.forward(layer.forward(x, None, mask, training=True)[0])[0]
    for window in bptt.windows:
        loss, grads = bptt(window)
        counted = slice(window.loss_from, window.end)
        now = None if mask is None else mask[counted]
        assert loss == pytest.approx(mse(y_hat[counted], y[counted], now)[0], rel=1e-10)
        assert set(grads) == set(bptt.params)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", ["batch norm", "batch norm in a stack"])
def test_the_running_averages_are_those_of_the_record(rng, name, masked):
    layer, readout, x, y, mask = problem(rng, FORWARDS[name], masked)
    cut, whole = copy.deepcopy(layer), copy.deepcopy(layer)
    bptt = TruncatedBPTT(cut, readout, mse, x, y, 4, mask=mask)
    for _ in range(2):
        for window in bptt.windows:
            bptt(window)
        whole.update_running(whole.forward(x, None, mask, training=True)[1])
    assert set(bptt.extras)
    for key, average in whole.running.items():
        np.testing.assert_allclose(cut.running[key], average, rtol=1e-10, atol=1e-12)
        assert not np.array_equal(average, layer.running[key])
    np.testing.assert_allclose(cut.forward(x, None, mask)[0], whole.forward(x, None, mask)[0], atol=1e-12)


def test_training_takes_the_running_averages_back_with_the_weights(rng):
    """They are part of the model: in the checkpoint, and restored by patience, without a word about them."""
    layer, readout, x, y, _ = problem(rng, FORWARDS["batch norm"])
    bptt = TruncatedBPTT(layer, readout, mse, x, y, 4)
    numbers, best = iter([1.0, 2.0, 3.0]), []

    def evaluate():
        best.append({name: array.copy() for name, array in layer.running.items()})
        return next(numbers)

    train(bptt, SGD(bptt.params, 0.1), bptt.windows, 3, evaluate=evaluate, patience=3, progress=False)
    for name, array in layer.running.items():
        np.testing.assert_array_equal(array, best[0][name])
        assert not np.array_equal(array, best[2][name])


def test_a_short_last_window_counts_by_its_real_steps(rng):
    layer, readout, x, y, mask = problem(rng, masked=True)
    y[-1] += 30  # alone in the last window
    bptt = TruncatedBPTT(layer, readout, mse, x, y, 5, mask=mask)
    assert [w.end - w.loss_from for w in bptt.windows] == [5, 5, 1]
    history = train(bptt, SGD(bptt.params, 1e-300), bptt.windows, 1, progress=False)
    y_hat = readout.forward(layer.forward(x, None, mask)[0])[0]
    assert history.loss[0] == pytest.approx(mse(y_hat, y, mask)[0], rel=1e-10)


def test_dropout_of_the_readout_draws_from_the_generator_too(rng):
    class Dropped(Linear):
        def forward(self, h, *, training=False, rng=None):
            seen.append((training, rng))
            return super().forward(h)

    seen, noise = [], np.random.default_rng(3)
    layer, _, x, y, _ = problem(rng)
    before = noise.bit_generator.state
    bptt = TruncatedBPTT(layer, Dropped(H, O), mse, x, y, 5, rng=noise)
    assert noise.bit_generator.state == before  # nothing is drawn before the first step
    bptt(bptt.windows[0])
    assert seen == [(True, noise)]


@pytest.mark.parametrize("part", ["layer", "readout"])
def test_an_array_replaced_behind_the_optimisers_back_is_noticed(rng, part):
    layer, readout, x, y, _ = problem(rng)
    bptt = TruncatedBPTT(layer, readout, mse, x, y, 5)
    bptt(bptt.windows[0])
    params = {"layer": layer, "readout": readout}[part].params
    name = next(iter(params))
    params[name] = params[name].copy()
    with pytest.raises(ValueError, match=rf"params\['{name}'\]: expected the array that training began with"):
        bptt(bptt.windows[1])
