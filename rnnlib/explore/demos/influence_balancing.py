"""Influence balancing: a truncated gradient that points the wrong way, and a weight that follows it.

Tallec and Ollivier (2017), "Unbiasing truncated backpropagation through time", arXiv:1705.08209.
"""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values

UNITS, POSITIVE, LONGEST, STEPS, ETA = 23, 10, 80, 900, 0.00015


def network() -> dict[str, Any]:
    """Return W_hh, by which a unit keeps half of itself and takes half of the next, and the signs of w."""
    W_hh = 0.5 * np.eye(UNITS) + 0.5 * np.eye(UNITS, k=1)
    signs = np.where(np.arange(UNITS) < POSITIVE, 1.0, -1.0)
    return {"W_hh": W_hh, "signs": signs}


def derivative(W_hh: np.ndarray, signs: np.ndarray, K: int) -> float:
    """Return dh_t[0]/dw by BPTT through the last K steps; h_t = W_hh h_{t-1} + w · signs."""
    dh = np.zeros(len(signs))
    dh[0] = 1.0
    dw = 0.0
    for _k in range(K):
        dw = dw + dh @ signs  # this step's copy of w
        dh = W_hh.T @ dh  # one step back
    return dw


def start(arrays: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return the network at rest, with w = 0."""
    first = np.full(STEPS + 1, np.nan)
    first[0] = 0.0
    return {
        "W_hh": arrays["W_hh"],
        "signs": arrays["signs"],
        "h": np.zeros(UNITS),
        "w": 0.0,
        "dh_dw": derivative(arrays["W_hh"], arrays["signs"], settings["K"]),
        "first": first,
        "n": 0,
        "done": False,
    }


def tick(state: dict[str, Any], settings: dict[str, Any]) -> None:
    """Make one step of the network and one update of w, for the loss ½ (h_t[0] − 1)²."""
    state["h"] = state["W_hh"] @ state["h"] + state["w"] * state["signs"]
    state["w"] = state["w"] - ETA * (state["h"][0] - 1) * state["dh_dw"]
    state["n"] += 1
    state["first"][state["n"]] = state["h"][0]
    state["done"] = state["n"] == STEPS


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return the derivative for this K and the first unit over time."""
    at = np.zeros((2, 1))
    at[0, 0] = settings["K"]
    at[1, 0] = state["dh_dw"]
    return {
        "at": at,
        "dh_dw": state["dh_dw"],
        "first": state["first"],
        "n": state["n"],
        "h": state["h"][0],
        "w": state["w"],
        "way": 0 if state["dh_dw"] > 0 else 1,
    }


def draw(values: Values) -> Figure:
    """Draw the derivative against the number of steps back, and the first unit over time."""
    fig, (above, below) = figures.new(5.2, 5.0, nrows=2)
    arrays = network()
    lengths = np.arange(1, LONGEST + 1)
    curve = [derivative(**arrays, K=K) for K in range(1, LONGEST + 1)]
    above.axhline(0, color=figures.INK, linewidth=0.8)
    above.axhline(-6, color=figures.GREY, linestyle="--", linewidth=1)
    above.text(LONGEST, -5.4, "full derivative −6", color=figures.GREY, ha="right", va="bottom", fontsize=10)
    above.plot(lengths, curve, color=figures.ORANGE, linewidth=1.6)
    marks.line(above, values, "at", color=figures.ORANGE, marker="o", markersize=9, linestyle="none")
    above.set(xlim=(0, LONGEST + 1), ylim=(-9, 19), xlabel="steps back K", yticks=[-6, 0, 6, 12, 18])
    marks.text(above, 0, 1.05, values, "through {K} steps: {dh_dw:.2f}, {way}", transform=above.transAxes)
    below.axhline(1, color=figures.GREEN, linestyle="--", linewidth=1)
    below.text(STEPS, 1.15, "target", color=figures.GREEN, ha="right", va="bottom", fontsize=10)
    marks.line(below, values, "first", color=figures.BLUE, label="the first unit")
    below.set(xlim=(0, STEPS), ylim=(-6, 3), xlabel="time step", ylabel="first unit")
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="influence-balancing",
        caption=(
            "Above: the derivative of the first unit by w, as BPTT through K steps sees it. Below: the first "
            "unit while w is trained by that derivative, one update a step. Press Train, then look for the "
            "smallest K with which it reaches its target."
        ),
        controls={
            "K": controls.slider(1, LONGEST, value=19, step=1, label="steps back K", restarts=True),
        },
        arrays=network(),
        start=start,
        tick=tick,
        show=show,
        draw=draw,
        sentence=(
            "Through {K} steps the derivative is {dh_dw:.2f}, {way}; after {n} time steps the first unit is "
            "at {h:.2f}, with w = {w:.3f}."
        ),
        words={"way": ["wrong sign", "right sign"]},
        pace=120,
        run="Train",
    )
