"""Truncated backpropagation through time: which losses count, how far the gradient goes, what is carried."""

import numpy as np
import pytest
from layer_checks import leaves, like
from truncated_problem import B, D, H, O, T, problem

from rnnlib import (
    GRU,
    LSTM,
    RNN,
    SGD,
    Embedding,
    Linear,
    Stacked,
    check_gradients,
    mse,
    softmax_cross_entropy,
)
from rnnlib.training import TruncatedBPTT, train
from rnnlib.training.truncated import windows

LAYERS = {
    "rnn": lambda: RNN(D, H),
    "gru": lambda: GRU(D, H),
    "lstm": lambda: LSTM(D, H),
    "stacked": lambda: Stacked([LSTM(D, 3), RNN(3, H)]),
}
REACHES = [(1, 1), (1, 4), (3, 3), (3, 5), (4, 8), (2, T), (5, 100), (T, T), (T, 100), (100, 100)]


def window_loss(layer, readout, x, y, mask, start, loss_from, end, state):
    """Return the loss of the steps from `loss_from` on, in one pass from a given state, and the caches."""
    cut = None if mask is None else mask[start:end]
    h, cache = layer.forward(x[start:end], state, cut)
    y_hat, readout_cache = readout.forward(h[loss_from - start :])
    loss, dy = mse(y_hat, y[loss_from:end], None if mask is None else mask[loss_from:end])
    return loss, dy, h, cache, readout_cache


def test_windows_by_hand():
    assert windows(10, 3, 5) == [(0, 0, 1, 3), (1, 3, 4, 6), (4, 6, 7, 9), (7, 9, 10, 10)]
    assert windows(10, 3) == [(0, 0, 3, 3), (3, 3, 6, 6), (6, 6, 9, 9), (9, 9, 10, 10)]
    assert windows(4, 1, 3) == [(0, 0, 0, 1), (0, 1, 0, 2), (0, 2, 1, 3), (1, 3, 4, 4)]


@pytest.mark.parametrize(("k1", "k2"), REACHES)
def test_every_loss_counts_once_and_reaches_back_as_far_as_said(k1, k2):
    laid = windows(T, k1, k2)
    assert [t for w in laid for t in range(w.loss_from, w.end)] == list(range(T))
    for n, w in enumerate(laid, start=1):
        assert w.end == min(n * k1, T)
        assert w.start == max(0, n * k1 - k2)
        assert w.start <= w.next_start <= w.end
    assert [w.next_start for w in laid] == [*(w.start for w in laid[1:]), T]


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize(("k1", "k2"), [(T, None), (T, T), (T, 100), (100, None)])
def test_one_window_is_full_bptt_to_the_last_bit(rng, name, masked, k1, k2):
    layer, readout, x, y, mask = problem(rng, LAYERS[name], masked)
    bptt = TruncatedBPTT(layer, readout, mse, x, y, k1, k2, mask)
    (window,) = bptt.windows
    loss, grads = bptt(window)
    expected, dy, _, cache, readout_cache = window_loss(layer, readout, x, y, mask, 0, 0, T, None)
    dh, full = readout.backward(dy, readout_cache)
    full |= layer.backward(dh, cache)[2]
    assert loss == expected
    assert set(grads) == set(full) == set(bptt.params)
    for g in full:
        np.testing.assert_array_equal(grads[g], full[g], err_msg=g)


@pytest.mark.parametrize("k1", [1, 2, 4])
def test_with_a_long_reach_the_updates_add_up_to_full_bptt(rng, k1):
    """Every loss is in one update and its gradient goes back to the start: nothing is lost, nothing twice."""
    layer, readout, x, y, _ = problem(rng)
    bptt = TruncatedBPTT(layer, readout, mse, x, y, k1, k2=T + k1)
    total = {name: np.zeros_like(array) for name, array in bptt.params.items()}
    for window in bptt.windows:
        _, grads = bptt(window)
        for name, g in grads.items():
            total[name] += g * (window.end - window.loss_from) / T  # from a window's mean to the whole mean
    _, dy, _, cache, readout_cache = window_loss(layer, readout, x, y, None, 0, 0, T, None)
    dh, full = readout.backward(dy, readout_cache)
    full |= layer.backward(dh, cache)[2]
    for name, g in full.items():
        np.testing.assert_allclose(total[name], g, rtol=0, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize(("k1", "k2"), [(1, 4), (3, 3), (3, 5), (2, 7)])
def test_each_gradient_is_exact_with_the_state_before_the_window_held_fixed(rng, name, masked, k1, k2):
    """Between the updates the parameters move, as in training; the states carried are found by hand."""
    layer, readout, x, y, mask = problem(rng, LAYERS[name], masked)
    state0 = like(layer.final_state(layer.forward(x, None, mask)[1]), lambda a: rng.normal(size=a.shape))
    bptt = TruncatedBPTT(layer, readout, mse, x, y, k1, k2, mask, state0)
    states = {0: state0}  # before the step of that number
    for n, window in enumerate(bptt.windows):
        loss, grads = bptt(window)
        start, loss_from, next_start, end = window
        frozen = states[start]
        arguments = (layer, readout, x, y, mask, start, loss_from, end, frozen)
        np.testing.assert_allclose(loss, window_loss(*arguments)[0], rtol=1e-13)
        if n in (0, 2):
            check_gradients(lambda arguments=arguments: window_loss(*arguments)[0], bptt.params, grads)
        if next_start > start:
            cut = None if mask is None else mask[start:next_start]
            states[next_start] = layer.final_state(layer.forward(x[start:next_start], frozen, cut)[1])
        for array in bptt.params.values():
            array += 0.05 * rng.normal(size=array.shape)


def test_the_check_above_sees_a_gradient_that_goes_back_too_far(rng):
    layer, readout, x, y, _ = problem(rng)
    wrong = TruncatedBPTT(layer, readout, mse, x, y, 3, 6)
    right = TruncatedBPTT(layer, readout, mse, x, y, 3, 3)
    wrong(wrong.windows[0])
    loss, grads = wrong(wrong.windows[1])
    state = layer.forward(x[:3])[0][-1]
    arguments = (layer, readout, x, y, None, 3, 3, 6, state)
    assert loss == pytest.approx(window_loss(*arguments)[0])
    with pytest.raises(AssertionError, match="gradient check failed at W_"):
        check_gradients(lambda: window_loss(*arguments)[0], right.params, grads)


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize(("k1", "k2"), REACHES)
def test_the_carried_state_is_that_of_one_pass(rng, name, k1, k2):
    layer, readout, x, y, mask = problem(rng, LAYERS[name], masked=True)
    bptt = TruncatedBPTT(layer, readout, mse, x, y, k1, k2, mask)
    for _ in range(2):  # the second epoch begins afresh
        for window in bptt.windows:
            bptt(window)
            t = int(bptt.state["step"])
            assert t == window.next_start
            if t > 0:
                expected = leaves(layer.final_state(layer.forward(x[:t], None, mask[:t])[1]))
                for n, array in enumerate(expected):
                    np.testing.assert_allclose(bptt.state[str(n)], array, rtol=0, atol=1e-13)


def test_tokens_below_an_embedding(rng):
    V = 5
    embedding, layer, readout = Embedding(V, D, rng=rng), GRU(D, H, rng=rng), Linear(H, V, rng=rng)
    tokens = rng.integers(0, V, size=(T + 1, B))
    bptt = TruncatedBPTT(
        layer, readout, softmax_cross_entropy, tokens[:-1], tokens[1:], 3, 5, embedding=embedding
    )
    assert bptt.params["E"] is embedding.params["E"]
    bptt(bptt.windows[0])
    frozen = bptt.state["0"].copy()
    loss, grads = bptt(bptt.windows[1])

    def by_hand():
        h, _ = layer.forward(embedding.forward(tokens[1:6])[0], frozen)
        return softmax_cross_entropy(readout.forward(h[2:])[0], tokens[4:7])[0]

    assert loss == pytest.approx(by_hand(), rel=1e-13)
    check_gradients(by_hand, bptt.params, grads)


def test_dropout_draws_from_the_generator(rng):
    def losses(seed):
        build = np.random.default_rng(1)
        layer = Stacked([RNN(D, H, rng=build), RNN(H, H, rng=build)], dropout=0.5)
        draws = None if seed is None else np.random.default_rng(seed)
        bptt = TruncatedBPTT(layer, Linear(H, O, rng=build), mse, x, y, 3, 5, rng=draws)
        return [bptt(window)[0] for window in bptt.windows]

    x, y = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, O))
    assert losses(0) == losses(0)
    assert losses(0) != losses(1)
    with pytest.warns(RuntimeWarning, match="Dropout: training=True, but nothing is dropped"):
        without = losses(None)
    assert losses(0) != without


def test_float32_stays(rng):
    layer, readout = LSTM(D, H, dtype=np.float32, rng=rng), Linear(H, O, dtype=np.float32, rng=rng)
    x, y = (rng.normal(size=(T, B, n)).astype(np.float32) for n in (D, O))
    bptt = TruncatedBPTT(layer, readout, mse, x, y, 3, 5)
    for window in bptt.windows:
        _, grads = bptt(window)
        assert {g.dtype for g in grads.values()} == {np.dtype(np.float32)}
    assert bptt.state["0"].dtype == bptt.state["1"].dtype == np.float32


@pytest.mark.parametrize(("k1", "k2"), [(4, 4), (2, 6)])
def test_training_learns_what_lies_within_reach(rng, k1, k2):
    """The target is the input of two steps before."""
    x = rng.choice([-1.0, 1.0], size=(100, 8, 1))
    y = np.concatenate([np.zeros((2, 8, 1)), x[:-2]])
    bptt = TruncatedBPTT(RNN(1, 12, rng=rng), Linear(12, 1, rng=rng), mse, x, y, k1, k2)
    history = train(
        bptt, SGD(bptt.params, lr=0.05, momentum=0.9), bptt.windows, 20, max_norm=1.0, progress=False
    )
    assert history.loss[-1] < 0.05  # a network that knows nothing of the past stays at 1


def test_windows_out_of_order_are_refused(rng):
    layer, readout, x, y, _ = problem(rng)
    bptt = TruncatedBPTT(layer, readout, mse, x, y, 3)
    bptt(bptt.windows[0])
    with pytest.raises(ValueError, match=r"window: expected start 3, got Window\(start=6"):
        bptt(bptt.windows[2])
    with pytest.raises(TypeError, match="window: expected one of `windows`, got 0"):
        bptt(0)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"k1": 0}, ValueError, "k1: expected at least 1"),
        ({"k1": 2.0}, TypeError, "k1: expected a whole number"),
        ({"k1": 3, "k2": 2}, ValueError, "k2: expected at least k1 = 3, .* got 2"),
        ({"y": np.zeros((T - 1, B, O))}, ValueError, r"x, y: expected the same first axes .*\(10, 3, 2\)"),
        ({"x": np.zeros((T, B, D + 1))}, ValueError, "x: expected shape"),
        ({"mask": np.ones((B, T), bool)}, ValueError, "mask: expected shape"),
        ({"mask": np.zeros((T, B), bool)}, ValueError, r"mask: expected a real step in each update, .*end=3"),
        ({"state0": np.zeros((B, H + 1))}, ValueError, "state0: expected shape"),
        ({"readout": RNN(D, H)}, ValueError, "params: expected different names in each layer"),
        ({"rng": 3}, TypeError, "rng: expected"),
        ({"readout": None}, TypeError, "readout: expected a layer, got NoneType"),
        ({"embedding": 3}, TypeError, "embedding: expected a layer, got int"),
        ({"loss": None}, TypeError, "loss: expected a function such as mse, got None"),
    ],
)
def test_bad_option(changes, error, message):
    arguments = {
        "layer": RNN(D, H),
        "readout": Linear(H, O),
        "loss": mse,
        "x": np.zeros((T, B, D)),
        "y": np.zeros((T, B, O)),
        "k1": 3,
        **changes,
    }
    with pytest.raises(error, match=message):
        TruncatedBPTT(**arguments)
