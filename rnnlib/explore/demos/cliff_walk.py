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
from rnnlib.scratch import cliff

T, UPDATES = 50, 200
LOW, HIGH = (0.0, -6.0), (8.0, 2.0)


def start(arrays: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return both walks before their first step."""
    state: dict[str, Any] = {
        "n": 0,
        "w": np.zeros((2, 2)),  # W_hh and b_h of the walk without clipping and of the one with it
        "grads": np.zeros((2, 2)),
        "losses": np.zeros(2),
        "paths": np.full((2, 2, UPDATES + 1), np.nan),
        "norms": np.full((2, UPDATES + 1), np.nan),
        "longest": np.zeros(2),
        "done": False,
    }
    for i in range(2):
        state["w"][:, i] = settings["at"]
    note(state)
    return state


def note(state: dict[str, Any]) -> None:
    """Note where both walks are, and how high and how steep it is there."""
    n, w = state["n"], state["w"]
    h = cliff.forward(w[0], w[1], T)
    dW_hh, db_h = cliff.backward(w[0], h)
    state["losses"] = cliff.loss(h)
    state["grads"] = np.stack([dW_hh, db_h])
    for i in range(2):
        state["paths"][i, :, n] = w[:, i]
        state["norms"][i, n] = max(np.sqrt(np.sum(state["grads"][:, i] ** 2)), 1e-12)


def tick(state: dict[str, Any], settings: dict[str, Any]) -> None:
    """Make one update of both walks."""
    limit = settings["limit"]
    for i in range(2):
        grad = state["grads"][:, i].copy()
        if i == 1 and settings["clip"] == "norm":
            grad = grad * min(1.0, limit / state["norms"][i, state["n"]])
        if i == 1 and settings["clip"] == "value":
            grad = np.clip(grad, -limit, limit)
        step = settings["eta"] * grad
        state["w"][:, i] -= step
        state["longest"][i] = max(state["longest"][i], np.sqrt(np.sum(step**2)))
    state["n"] += 1
    note(state)
    state["done"] = state["n"] == UPDATES


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return both walks so far, their gradient norms and their losses."""
    first = np.zeros((2, 1))
    now = np.zeros((2, 2, 1))
    for i in range(2):
        first[i, 0] = settings["at"][i]
        now[i, :, 0] = state["w"][:, i]
    return {
        "at": first,
        "free": state["paths"][0],
        "clipped": state["paths"][1],
        "free_now": now[0],
        "clipped_now": now[1],
        "free_norms": state["norms"][0],
        "clipped_norms": state["norms"][1],
        "n": state["n"],
        "losses": state["losses"],
        "longest": state["longest"],
    }


@cache
def contour(level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return W_hh and, for each, the b_h at which h_T is `level`: h_T grows with b_h, so halving finds it."""
    W_hh = np.linspace(LOW[0], HIGH[0], 81)
    low, high = np.full(81, -10.0), np.full(81, 10.0)
    for _ in range(50):
        b_h = (low + high) / 2
        above = cliff.forward(W_hh, b_h, T)[-1] > level
        low, high = np.where(above, low, b_h), np.where(above, b_h, high)
    return W_hh, b_h


def draw(values: Values) -> Figure:
    """Draw both walks on the map, and below it the gradient norms that they met."""
    fig, (above, below) = figures.new(4.4, 5.2, nrows=2, height_ratios=[2.6, 1])
    for level in (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9, 0.99):
        above.plot(*contour(level), color=figures.GREY, linewidth=0.7)
    above.plot(*contour(cliff.TARGET), color=figures.BLUE, linewidth=1.6)
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
    marks.text(above, 0, 1.04, values, said, transform=above.transAxes, fontsize=10)
    norm = {"linewidth": 1.4}
    below.axhline(1, color=figures.GREY, linewidth=0.8, linestyle=":")
    marks.line(below, values, "free_norms", color=figures.RED, label="the norm without clipping", **norm)
    marks.line(below, values, "clipped_norms", color=figures.GREEN, label="the norm with clipping", **norm)
    below.set(
        yscale="log",
        xlim=(0, UPDATES),
        xticks=[0, 50, 100, 150, 200],
        ylim=(1e-4, 1e4),
        xlabel="update",
        ylabel="‖∇L‖",
    )
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
