"""The stored grid of initialisations: its network is right, its rows can be made again, its claims hold."""

import copy

import initialisation_grid as grid
import numpy as np
import pytest

from rnnlib import RNN, BatchNormRNN, LayerNormRNN, check_gradients, softmax_cross_entropy
from rnnlib.data import experiment

STORED = experiment("initialisation_grid")


def network(norm, scheme="orthogonal", B=12):
    """Return two networks side by side in float64, with biases and gains that are not the default."""
    rng = np.random.default_rng(3)
    ones = [grid.initial(norm, scheme, rng) for _ in range(2)]
    params = {name: np.stack([one[name] for one in ones]).astype(float) for name in ones[0]}
    for name, array in params.items():
        if name[0] in "bg":
            array += 0.2 * rng.standard_normal(array.shape)
    x = rng.standard_normal((5, 2, B, 1))  # (T, networks, B, 1)
    return params, x, rng.integers(0, 10, (2, B))


def loss(params, x, y, norm, activation):
    logits = grid.forward(params, x, norm, activation)["logits"]
    return sum(
        softmax_cross_entropy(one[None], labels[None])[0] for one, labels in zip(logits, y, strict=True)
    )


@pytest.mark.parametrize("activation", grid.ACTIVATIONS)
@pytest.mark.parametrize("norm", ["none", "layer", "batch"])
def test_the_gradients_are_those_of_the_loss(norm, activation, monkeypatch):
    monkeypatch.setattr(grid, "H", 6)
    params, x, y = network(norm)
    grads = grid.backward(params, grid.forward(params, x, norm, activation), y, norm, activation)
    check_gradients(lambda: loss(params, x, y, norm, activation), params, grads)


@pytest.mark.parametrize(
    ("norm", "layer"),
    [("none", RNN(1, 32)), ("layer", LayerNormRNN(1, 32)), ("batch", BatchNormRNN(1, 32, 5))],
)
def test_the_states_are_those_of_the_layers(norm, layer):
    params, x, _ = network(norm)
    h = grid.forward(params, x, norm, "tanh")["h"]
    for k in range(2):
        for name, array in layer.params.items():
            array[...] = params[name][k].reshape(array.shape)
        np.testing.assert_allclose(layer.forward(x[:, k], training=True)[0], h[1:, k], atol=1e-12)


def test_clipping_is_by_network_and_keeps_a_diverged_one_still():
    grads = {"W": np.array([[[3.0, 4.0]], [[0.3, 0.4]], [[np.nan, 1.0]], [[1e200, 1e200]]])}
    with np.errstate(all="raise"):
        clipped = grid.clipped(grads)["W"]
    np.testing.assert_allclose(clipped[:3], [[[0.6, 0.8]], [[0.3, 0.4]], [[0.0, 0.0]]])
    assert np.linalg.norm(clipped[3]) <= 1.001


def test_it_was_stored_by_this_script():
    assert [{key: row[key] for key in grid.SETTINGS[0]} for row in STORED] == grid.SETTINGS
    for row in STORED:
        assert len(row["validation"]) == len(row["test"]) == grid.NETWORKS >= 5


@pytest.mark.parametrize("norm", ["none", "layer", "batch"])
def test_the_beginning_of_a_stored_run_can_be_made_again(norm, monkeypatch):
    monkeypatch.setattr(grid, "accuracy", lambda *_: [])  # of trained networks, and slow
    (stored,) = (row for row in STORED if row.items() >= {**CHEAP, "norm": norm}.items())
    again = grid.run(**{key: stored[key] for key in grid.SETTINGS[0]}, updates=2)
    # Not the third: by then processors differ by more, for the networks compute in float32.
    assert again["first_logits"] == pytest.approx(stored["first_logits"][:2], rel=1e-3)


CHEAP = {"activation": "tanh", "scheme": "orthogonal", "lr": grid.RATES[0]}


def cells(rows):
    """Return the test accuracy (mean over the seeds) of every cell, at the rate of the best validation."""
    best = {}
    for row in rows:
        cell = row["norm"], row["activation"], row["scheme"]
        if cell not in best or np.mean(row["validation"]) > np.mean(best[cell]["validation"]):
            best[cell] = row
    return {cell: np.mean(row["test"]) for cell, row in best.items()}


def check_claims(rows):
    """Raise unless the table says what chapter 11 says of it."""
    cell = cells(rows)
    starts = {
        (norm, f): [cell[norm, f, scheme] for scheme in grid.SCHEMES]
        for norm in ("none", *grid.AXIS)
        for f in grid.ACTIVATIONS
    }
    plain = cell["none", "tanh", "orthogonal"]
    assert max(cell.values()) == plain
    assert plain - cell["none", "tanh", "He"] > 0.2
    for f in grid.ACTIVATIONS:
        assert np.ptp(starts["batch", f]) < 0.08
        assert max(starts["batch", f]) > max(starts["layer", f])
    assert min(starts["batch", "sigmoid"]) > max(starts["none", "sigmoid"])
    assert cell["none", "ReLU", "orthogonal"] - cell["none", "ReLU", "identity"] > 0.1
    for f in ("tanh", "ReLU"):
        gained = {s: cell["layer", f, s] - cell["none", f, s] for s in grid.SCHEMES}
        assert [scheme for scheme, gain in gained.items() if gain > 0] == ["He"]


def test_the_stored_grid_supports_the_claims():
    check_claims(STORED)


@pytest.mark.parametrize(
    ("norm", "activation", "scheme", "test"),
    [
        ("none", "tanh", "orthogonal", 0.4),
        ("layer", "tanh", "Xavier", 0.9),
        ("batch", "sigmoid", "He", 0.3),
        ("none", "ReLU", "identity", 0.6),
    ],
)
def test_a_grid_that_says_otherwise_is_noticed(norm, activation, scheme, test):
    other = copy.deepcopy(STORED)
    for row in other:
        if (row["norm"], row["activation"], row["scheme"]) == (norm, activation, scheme):
            row["test"] = [test] * grid.NETWORKS
    with pytest.raises(AssertionError):
        check_claims(other)
