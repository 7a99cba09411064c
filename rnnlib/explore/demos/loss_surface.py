"""Gradient descent on the loss of one neuron: the start is dragged over the map."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values

T, UPDATES = 10, 120
LOW, HIGH = (-0.5, -1.3), (2.0, 1.4)
BOTTOM = (0.6, 0.8)


def states(W_xh: float, W_hh: float) -> np.ndarray:
    """Return h_0 … h_10 after one click."""
    h = np.zeros(T + 1)
    for t in range(1, T + 1):
        x_t = 1.0 if t == 1 else 0.0
        h[t] = np.tanh(W_xh * x_t + W_hh * h[t - 1])
    return h


def loss(W_xh: float, W_hh: float, echo: np.ndarray) -> float:
    """Return the mean squared distance from the echo."""
    return np.sum((states(W_xh, W_hh) - echo) ** 2) / T


def gradient(w: np.ndarray, echo: np.ndarray) -> np.ndarray:
    """Return (∂L/∂W_xh, ∂L/∂W_hh), by BPTT."""
    h = states(w[0], w[1])
    dW_xh = 0.0
    dW_hh = 0.0
    da = 0.0
    for t in range(T, 0, -1):
        dh = 2 / T * (h[t] - echo[t]) + w[1] * da  # dh_t = dŷ_t + W_hh da_{t+1}
        da = (1 - h[t] ** 2) * dh
        dW_xh = dW_xh + (da if t == 1 else 0.0)  # x_t is 1 at the first step, then 0
        dW_hh = dW_hh + da * h[t - 1]
    return np.array([dW_xh, dW_hh])


def start(arrays: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return the walk before its first step."""
    state = {
        "echo": arrays["echo"],
        "w": settings["at"].copy(),
        "v": np.zeros(2),
        "n": 0,
        "path": np.full((2, UPDATES + 1), np.nan),
        "losses": np.full(UPDATES + 1, np.nan),
        "done": False,
    }
    note(state)
    return state


def note(state: dict[str, Any]) -> None:
    """Note where the walk is."""
    w, n = state["w"], state["n"]
    state["path"][0, n] = w[0]
    state["path"][1, n] = w[1]
    state["losses"][n] = loss(w[0], w[1], state["echo"])


def tick(state: dict[str, Any], settings: dict[str, Any]) -> None:
    """Make one update."""
    state["v"] = settings["mu"] * state["v"] + gradient(state["w"], state["echo"])
    state["w"] = state["w"] - settings["eta"] * state["v"]
    state["n"] += 1
    note(state)
    state["done"] = state["n"] == UPDATES


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return the walk so far."""
    w, n = state["w"], state["n"]
    first, now = np.zeros((2, 1)), np.zeros((2, 1))
    for i in range(2):
        first[i, 0] = settings["at"][i]
        now[i, 0] = w[i]
    return {
        "at": first,
        "path": state["path"],
        "now": now,
        "losses": np.maximum(state["losses"], 1e-9),
        "n": n,
        "W_xh": w[0],
        "W_hh": w[1],
        "loss": state["losses"][n],
    }


@cache
def surface() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the map: W_xh, W_hh and the loss on a grid."""
    W_xh, W_hh = np.linspace(LOW[0], HIGH[0], 61), np.linspace(LOW[1], HIGH[1], 61)
    echo = states(*BOTTOM)
    return W_xh, W_hh, np.array([[loss(a, b, echo) for a in W_xh] for b in W_hh])


def draw(values: Values) -> Figure:
    """Draw the walk on the map, and the loss after each update."""
    fig, (above, below) = figures.new(5.2, 5.2, nrows=2, height_ratios=[2.6, 1])
    levels = 0.001 * 2.0 ** np.arange(10)
    above.contour(*surface(), levels=levels, colors=[figures.GREY], linewidths=0.8)
    above.plot(*BOTTOM, "*", color=figures.GREEN, markersize=13)
    walk = {"color": figures.ORANGE, "label": "the walk"}
    marks.line(above, values, "path", marker=".", markersize=5, linewidth=1.4, **walk)
    marks.line(above, values, "now", marker="o", markersize=8, linestyle="none", **walk)
    marks.line(above, values, "at", color=figures.BLUE, marker="o", markersize=11, linestyle="none")
    above.set(xlim=(LOW[0], HIGH[0]), ylim=(LOW[1], HIGH[1]), xticks=[0, 1, 2], yticks=[-1, 0, 1])
    above.set(xlabel="W_xh", ylabel="W_hh")
    said = "{n} updates, loss {loss:.1e}"
    marks.text(above, 0, 1.04, values, said, transform=above.transAxes)
    marks.line(below, values, "losses", color=figures.BLUE, label="the loss")
    below.set(yscale="log", xlim=(0, UPDATES), ylim=(1e-7, 5), xlabel="update", ylabel="loss")
    below.set_yticks([1e-6, 1e-3, 1], ["10⁻⁶", "10⁻³", "1"])
    below.minorticks_off()
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="loss-surface",
        caption=(
            "Each contour stands for half the loss of the next one out. The star is the lowest "
            "point. Drag the blue dot to start elsewhere. Lower η: the walk creeps. Raise it: it zigzags, "
            "then is thrown off the map. Now take η = 0.1 and add momentum."
        ),
        controls={
            "at": controls.point((1.2, -0.8), LOW, HIGH, label="start", restarts=True),
            "eta": controls.slider(0.01, 10, value=1, log=True, label="learning rate η", restarts=True),
            "mu": controls.slider(0, 0.98, value=0, step=0.02, label="momentum μ", restarts=True),
        },
        arrays={"echo": states(*BOTTOM)},
        start=start,
        tick=tick,
        show=show,
        draw=draw,
        sentence=(
            "With learning rate {eta:.2f} and momentum {mu:.2f}, after {n} updates the walk is at "
            "({W_xh:.2f}, {W_hh:.2f}), where the loss is {loss:.1e}."
        ),
        pace=12,
        run="Walk",
    )
