"""Walks near a cliff: two from one start, which the reader drags, one with clipping and one without.

The loss is that of Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural
networks", ICML, arXiv:1211.5063.
"""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch.functions import sigmoid

T, UPDATES = 50, 200
LOW, HIGH = (0.0, -6.0), (8.0, 2.0)
FIRST, TARGET = 0.5, 0.7  # a_0, and what h_T should be


def states(W_hh: float, b_h: float) -> np.ndarray:
    """Return h_0 … h_T: after its first pre-activation the neuron is left to itself."""
    h = np.zeros(T + 1)
    h[0] = (1 + np.tanh(FIRST / 2)) / 2  # σ(a_0)
    for t in range(1, T + 1):
        h[t] = sigmoid(W_hh * h[t - 1] + b_h)
    return h


def gradient(W_hh: float, b_h: float, h: np.ndarray) -> np.ndarray:
    """Return (∂L/∂W_hh, ∂L/∂b_h) of L = (h_T − 0.7)², by BPTT."""
    dW_hh = 0.0
    db_h = 0.0
    dh = 2 * (h[T] - TARGET)
    for t in range(T, 0, -1):
        da = h[t] * (1 - h[t]) * dh
        dW_hh = dW_hh + da * h[t - 1]
        db_h = db_h + da
        dh = W_hh * da
    return np.array([dW_hh, db_h])


def start(arrays: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return both walks before their first step."""
    state: dict[str, Any] = {
        "n": 0,
        "w": np.zeros((2, 2)),  # without and with clipping
        "grads": np.zeros((2, 2)),
        "paths": np.full((2, 2, UPDATES + 1), np.nan),
        "norms": np.full((2, UPDATES + 1), np.nan),
        "longest": np.zeros(2),
        "done": False,
    }
    for i in range(2):
        state["w"][i] = settings["at"]
    note(state)
    return state


def note(state: dict[str, Any]) -> None:
    """Note where both walks are, and how steep it is there."""
    n = state["n"]
    for i in range(2):
        w = state["w"][i]
        grad = gradient(w[0], w[1], states(w[0], w[1]))
        state["grads"][i] = grad
        state["paths"][i, :, n] = w
        state["norms"][i, n] = max(np.sqrt(np.sum(grad**2)), 1e-12)


def tick(state: dict[str, Any], settings: dict[str, Any]) -> None:
    """Make one update of both walks."""
    limit = settings["limit"]
    for i in range(2):
        grad = state["grads"][i].copy()
        if i == 1 and settings["clip"] == "norm":
            grad = grad * min(1.0, limit / state["norms"][i, state["n"]])
        if i == 1 and settings["clip"] == "value":
            grad = np.clip(grad, -limit, limit)
        step = settings["eta"] * grad
        state["w"][i] = state["w"][i] - step
        state["longest"][i] = max(state["longest"][i], np.sqrt(np.sum(step**2)))
    state["n"] += 1
    note(state)
    state["done"] = state["n"] == UPDATES


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return both walks so far, their gradient norms and their losses."""
    first = np.zeros((2, 1))
    now = np.zeros((2, 2, 1))
    losses = np.zeros(2)
    for i in range(2):
        first[i, 0] = settings["at"][i]
        w = state["w"][i]
        now[i, :, 0] = w
        losses[i] = (states(w[0], w[1])[T] - TARGET) ** 2
    return {
        "at": first,
        "free": state["paths"][0],
        "clipped": state["paths"][1],
        "free_now": now[0],
        "clipped_now": now[1],
        "free_norms": state["norms"][0],
        "clipped_norms": state["norms"][1],
        "n": state["n"],
        "losses": losses,
        "longest": state["longest"],
    }


@cache
def surface() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the map: W_hh, b_h and the last state h_T on a grid."""
    W_hh, b_h = np.linspace(LOW[0], HIGH[0], 101), np.linspace(LOW[1], HIGH[1], 101)
    h = sigmoid(np.full((101, 101), FIRST))
    for _ in range(T):
        h = sigmoid(W_hh * h + b_h[:, None])
    return W_hh, b_h, h


def draw(values: Values) -> Figure:
    """Draw both walks on the map, and below it the gradient norms that they met."""
    fig, (above, below) = figures.new(5.2, 5.6, nrows=2, height_ratios=[2.6, 1])
    levels = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9, 0.99]
    above.contour(*surface(), levels=levels, colors=[figures.GREY], linewidths=0.7)
    above.contour(*surface(), levels=[TARGET], colors=[figures.BLUE], linewidths=1.6)
    free = {"color": figures.RED, "label": "the walk without clipping"}
    clipped = {"color": figures.GREEN, "label": "the clipped walk"}
    marks.line(above, values, "free", marker=".", markersize=5, linewidth=1.2, **free)
    marks.line(above, values, "clipped", marker=".", markersize=5, linewidth=1.2, **clipped)
    marks.line(above, values, "free_now", marker="s", markersize=7, linestyle="none", **free)
    marks.line(above, values, "clipped_now", marker="o", markersize=7, linestyle="none", **clipped)
    dot = {"marker": "o", "markersize": 11, "linestyle": "none", "label": "the start"}
    marks.line(above, values, "at", color=figures.BLUE, **dot)
    above.set(
        xlim=(LOW[0], HIGH[0]), ylim=(LOW[1], HIGH[1]), xticks=[0, 2, 4, 6, 8], yticks=[-6, -4, -2, 0, 2]
    )
    above.set(xlabel="W_hh", ylabel="b_h")
    said = "{n} updates · loss {losses[0]:.4f} without, {losses[1]:.4f} with"
    marks.text(above, 0, 1.04, values, said, transform=above.transAxes)
    norm = {"linewidth": 1.4}
    below.axhline(1, color=figures.GREY, linewidth=0.8, linestyle=":")
    marks.line(below, values, "free_norms", color=figures.RED, label="the norm without clipping", **norm)
    marks.line(below, values, "clipped_norms", color=figures.GREEN, label="the norm with clipping", **norm)
    below.set(yscale="log", xlim=(0, UPDATES), ylim=(1e-4, 1e4), xlabel="update", ylabel="‖∇L‖")
    below.set_yticks([1e-4, 1e-2, 1, 1e2, 1e4], ["10⁻⁴", "10⁻²", "1", "100", "10⁴"])
    below.minorticks_off()
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="cliff-walk",
        caption=(
            "Two walks from the blue dot: red without clipping, green with it. Each line joins places "
            "with the same last state; on the blue one it is right and the loss is 0. Where the lines run "
            "into one lies the cliff. Press Walk, then drag the dot elsewhere. Below: the gradient's norm."
        ),
        controls={
            "at": controls.point((4.6, -2.0), LOW, HIGH, label="start", restarts=True),
            "eta": controls.slider(0.001, 3, value=1, log=True, label="learning rate η", restarts=True),
            "limit": controls.slider(0.001, 10, value=0.1, log=True, label="threshold θ", restarts=True),
            "clip": controls.choice(["norm", "value"], label="clip by", restarts=True),
        },
        arrays={},
        start=start,
        tick=tick,
        show=show,
        draw=draw,
        sentence=(
            "After {n} updates with η = {eta:.3f} the walk without clipping has made a step of "
            "{longest[0]:.2f} at most, and its loss is {losses[0]:.4f}; the walk clipped by {clip} to "
            "{limit:.3f} has made a step of {longest[1]:.2f} at most, and its loss is {losses[1]:.4f}."
        ),
        pace=24,
        run="Walk",
    )
