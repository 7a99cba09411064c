"""Runs of steps: a sequence cut into several gives what one run gives."""

import numpy as np
import pytest
from layer_checks import check_recurrent_gradients, leaves, masks, random_state, randomise

from rnnlib import GRU, LSTM
from rnnlib.layers import runs

T, B, D, H = 7, 3, 2, 4


@pytest.mark.parametrize(
    ("T", "B", "lengths"),
    [(7, 3, [2, 2, 2, 1]), (4, 3, [2, 2]), (1, 3, [1]), (3, 100, [1, 1, 1]), (5, 1, [5])],
)
def test_the_runs_cover_every_step_once_and_in_order(monkeypatch, T, B, lengths):
    monkeypatch.setattr(runs, "ROWS", 6)
    found = runs.cut_into_runs(T, B)
    assert [run.stop - run.start for run in found] == lengths
    assert [t for run in found for t in range(T)[run]] == list(range(T))


@pytest.mark.parametrize("layer", [LSTM, GRU])
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("rows", [1, 6, 12])
def test_many_runs_give_what_one_gives(rng, monkeypatch, layer, with_mask, rows):
    network = randomise(layer(D, H, rng=rng), rng)
    x, dh = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    mask = masks(T, B, rng) if with_mask else None
    state0, dstate = random_state(network, B, rng), random_state(network, B, rng)

    def forward_and_backward():
        h, cache = network.forward(x, state0, mask)
        return h, network.final_state(cache), network.backward(dh, cache, dstate)

    expected = forward_and_backward()
    monkeypatch.setattr(runs, "ROWS", rows)
    got = forward_and_backward()
    for a, b in zip(leaves(got), leaves(expected), strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-13)


@pytest.mark.parametrize("layer", [LSTM, GRU])
def test_every_gradient_through_many_runs_against_central_differences(rng, monkeypatch, layer):
    monkeypatch.setattr(runs, "ROWS", 2 * B)
    network = randomise(layer(D, H, rng=rng), rng)
    x = rng.normal(size=(T, B, D))
    check_recurrent_gradients(network, x, random_state(network, B, rng), masks(T, B, rng), rng)
