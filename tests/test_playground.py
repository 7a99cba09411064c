"""The playground: its networks are those of rnnlib, and each story comes true."""

import itertools
from typing import Any

import numpy as np
import pytest

from rnnlib import (
    GRU,
    LSTM,
    RNN,
    SGD,
    Adam,
    Linear,
    clip_grad_norm,
    mse,
    softmax_cross_entropy,
)
from rnnlib.explore.demos import playground
from rnnlib.explore.live import Live
from rnnlib.explore.playground.stories import STORIES
from rnnlib.scratch import starting

LAYERS = {
    "tanh": RNN,
    "ReLU": lambda D, H: RNN(D, H, nonlinearity="relu"),
    "LSTM": LSTM,
    "GRU": GRU,
}
UPDATES, SMALL_BATCH = 200, 4


def prepared(**settings: Any) -> Live:
    demo = playground.demo()
    for name, value in settings.items():
        demo.set(name, value)
    return demo


def batch(demo: Live, size: int) -> tuple[np.ndarray, ...]:
    """Draw the next batch, as the listing does, time-major."""
    task, T = demo.settings["task"], demo.settings["T"]
    drawn = [playground.sequence(demo.state["r"], task, T, demo.arrays) for _ in range(size)]
    x, y, counts = (np.stack(parts, axis=1) for parts in zip(*drawn, strict=True))
    return x, y, counts > 0


def by_layers(demo: Live, updates: int, size: int) -> tuple[list[float], list[float]]:
    """Train rnnlib's layers from the demo's weights on the demo's batches; return losses and shares right."""
    task, settings = demo.settings["task"], demo.settings
    D, O = playground.sizes(task)
    layer, read = LAYERS[settings["cell"]](D, settings["H"]), Linear(settings["H"], O)
    params = layer.params | read.params
    for name, array in params.items():
        array[...] = demo.state["params"][name]
    rule = {"Adam": Adam, "momentum": lambda p, lr: SGD(p, lr, momentum=0.9)}[settings["rule"]]
    optimizer = rule(params, settings["eta"])
    losses, shares = [], []
    for _ in range(updates):
        x, y, counts = batch(demo, size)
        h, cache = layer.forward(x)
        y_hat, read_cache = read.forward(h)
        if playground.kind(task) == "number":
            loss, dy = mse(y_hat, y[..., None], counts)
            right = abs(y_hat[..., 0] - y) < playground.NEAR
        else:
            loss, dy = softmax_cross_entropy(y_hat, y.astype(int), counts)
            right = y_hat.argmax(axis=-1) == y
        dh, above = read.backward(dy, read_cache)
        grads, _ = clip_grad_norm(layer.backward(dh, cache)[2] | above, settings["clip"])
        optimizer.step(grads)
        losses.append(loss)
        shares.append(right[counts].mean())
    return losses, shares


def by_listing(demo: Live, updates: int) -> tuple[list[float], list[float]]:
    losses, shares = [], []
    for _ in range(updates):
        demo.run()
        loss, share = demo.state["latest"][:, (demo.state["n"] - 1) % playground.BIN]
        losses.append(loss)
        shares.append(share)
    return losses, shares


@pytest.mark.parametrize(("task", "cell"), list(itertools.product(playground.TASKS, playground.CELLS)))
def test_its_networks_are_those_of_rnnlib(task: str, cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playground, "B", SMALL_BATCH)
    rule = "momentum" if task in ("parity", "brackets") else "Adam"
    settings = {"task": task, "cell": cell, "H": "4", "T": 10, "rule": rule, "eta": 0.005}
    expected = by_layers(prepared(**settings), UPDATES, SMALL_BATCH)
    found = by_listing(prepared(**settings), UPDATES)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)
    assert np.std(found[0]) > 0
    other = by_layers(prepared(**settings, seed=1), 2, SMALL_BATCH)
    assert abs(found[0][0] - other[0][0]) > 1e-6  # the comparison notices other batches and weights


def test_truncation_cuts_what_goes_back() -> None:
    demo = prepared(task="temporal order", cell="LSTM", T=20, k="at most 5 steps")
    back = demo.values()["reach"]
    steps = np.flatnonzero(np.isfinite(back)) * 20 // len(back)
    assert set(steps) == set(range(15, 20))  # the last block of five
    demo.set("k", "to the first step")
    assert np.isfinite(demo.values()["reach"]).all()


@pytest.mark.parametrize("updates", [1, 7, 20, 23])
def test_its_title_says_where_its_curves_end(updates: int) -> None:
    demo = prepared(T=10, H="4")
    assert np.isnan([demo.values()["loss"], demo.values()["share"]]).all()
    losses, shares = by_listing(demo, updates)
    values = demo.values()
    assert values["loss"] == pytest.approx(np.mean(losses[-10:]), abs=1e-12)
    assert values["share"] == pytest.approx(np.mean(shares[-10:]), abs=1e-12)
    if updates % 10 == 0:
        assert (values["loss"], values["share"]) == (values["losses"][1], values["shares"][1])


# --- initial weights


@pytest.mark.parametrize("seed", range(4))
def test_the_spectral_radius_is_that_of_the_eigenvalues(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for W in (rng.normal(size=(8, 8)), np.eye(5) + np.eye(5, k=1), np.diag([0.5, -3.0])):
        assert starting.radius(W) == pytest.approx(abs(np.linalg.eigvals(W)).max(), rel=1e-4)


@pytest.mark.parametrize(
    ("cell", "kind"), list(itertools.product(playground.CELLS, ("random", "orthogonal", "identity")))
)
def test_every_block_begins_as_was_asked(cell: str, kind: str) -> None:
    params = prepared(cell=cell, kind=kind, rho=1.3, H="8").state["params"]
    for W in np.split(params["W_hh"], starting.blocks(cell)):
        assert abs(np.linalg.eigvals(W)).max() == pytest.approx(1.3, rel=1e-4)
        if kind != "random":
            np.testing.assert_allclose(W @ W.T, 1.3**2 * np.eye(8), atol=1e-12)
    layer = LAYERS[cell](5, 8)
    assert {name: params[name].shape for name in layer.params} == layer.shapes
    assert abs(params["W_xh"]).max() <= np.sqrt(6 / 13)


# --- the stories


def late(values: list[float]) -> float:
    """Return the mean over the last fifty updates."""
    return float(np.mean(values[-50:]))


def told(title: str, updates: int) -> tuple[list[float], list[float]]:
    demo = playground.demo()
    demo.tell(title)
    return by_layers(demo, updates, playground.B)


def reach(title: str) -> np.ndarray:
    """Return the gradient of the last step's loss at each step, before training."""
    demo = playground.demo()
    demo.tell(title)
    return demo.values()["reach"]


def test_there_are_ten_stories_with_a_sentence_each() -> None:
    assert len(STORIES) == 10
    assert all(watch.endswith(".") and len(watch.split()) < 45 for _, watch in STORIES.values())


def test_a_small_radius_forgets_what_a_radius_of_1_remembers() -> None:
    good, small = "A good start remembers", "A small spectral radius forgets"
    assert late(told(good, 200)[1]) > 0.9
    assert late(told(small, 300)[1]) < 0.35
    assert reach(good)[0] / reach(good)[-1] > 1e-3
    assert reach(small)[0] / reach(small)[-1] < 1e-6


def test_what_lies_before_the_cut_is_never_learned() -> None:
    title = "Cut off from the cause"
    seen = np.flatnonzero(np.isfinite(reach(title)))
    assert set(seen * 20 // 50) == set(range(15, 20))
    demo = playground.demo()
    demo.tell(title)
    assert late(by_listing(demo, 250)[1]) < 0.4


def test_clipping_rescues_the_run() -> None:
    without, clipped = told("Without clipping", 300), told("Clipping rescues it", 300)
    assert without[0][0] == clipped[0][0]  # the same start and the same first batch
    assert late(without[1]) < 0.35
    assert late(clipped[1]) > 0.5


def test_relu_explodes() -> None:
    title = "ReLU explodes"
    assert told(title, 1)[0][0] > 1000
    assert reach(title)[0] > 1000 * reach(title)[-1]


def test_only_some_networks_add() -> None:
    assert late(told("The plain network cannot add", 300)[0]) > 0.14
    loss, right = told("The LSTM remembers", 400)
    assert late(loss[:150]) > 0.14
    assert late(loss) < 0.01
    assert late(right) > 0.85
    assert late(told("ReLU that begins with the identity", 300)[0]) < 0.05


def test_the_brackets_are_learned() -> None:
    assert late(told("A stack in the state", 200)[1]) > 0.95
