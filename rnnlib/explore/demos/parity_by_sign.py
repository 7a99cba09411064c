"""One unit of a linear recurrence and the parity of bits: its two factors move, and a threshold reads it."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values

T = 10
BITS = [1, 0, 1, 1, 0, 1, 0, 1, 1, 0]


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Multiply the state at each bit, and find the threshold that names the parity most often."""
    h = np.ones(T + 1)
    odd, even = np.full(T + 1, np.nan), np.full(T + 1, np.nan)
    parity = np.zeros(T + 1)
    for t in range(1, T + 1):
        bit = 1.0 if settings["x"][t - 1] > 0.5 else 0.0
        h[t] = (bit * settings["one"] + (1 - bit) * settings["zero"]) * h[t - 1]
        parity[t] = bit * (1 - parity[t - 1]) + (1 - bit) * parity[t - 1]
    best, line = 0, 0.0
    for t in range(1, T + 1):
        if parity[t] > 0.5:
            odd[t] = h[t]
        else:
            even[t] = h[t]
        threshold = h[t] + 1e-9  # just above a state: odd lies below it, or odd lies above it
        below = 0
        for k in range(1, T + 1):
            if (h[k] < threshold) == (parity[k] > 0.5):
                below = below + 1
        if max(below, T - below) > best:
            best = max(below, T - below)
            line = threshold
    return {"h": h, "odd": odd, "even": even, "best": best, "line": line * np.ones(2)}


def draw(values: Values) -> Figure:
    """Draw the bits, and below them the state, marked by the parity of the bits so far."""
    fig, (top, bottom) = figures.new(
        4.4, 4.0, nrows=2, sharex=True, margins=(0.56, 0.1, 0.55, 0.1), height_ratios=(1, 3)
    )
    marks.bars(top, values, "x", x=np.arange(1, T + 1), width=0.6, color=figures.GREY)
    top.set(ylim=(0, 1.05), yticks=[0, 1], ylabel="bit")
    marks.line(bottom, values, "h", color=figures.GREY, linewidth=1)
    marks.line(bottom, values, "line", x=[-0.5, T + 0.5], color=figures.PURPLE, linestyle="--", linewidth=1.5)
    marks.line(bottom, values, "even", color=figures.BLUE, marker="o", markersize=7, linestyle="none")
    marks.line(bottom, values, "odd", color=figures.ORANGE, marker="^", markersize=8, linestyle="none")
    bottom.set(xlim=(-0.5, T + 0.5), ylim=(-1.15, 1.15), yticks=[-1, 0, 1], ylabel="state h_t")
    bottom.set(xticks=range(0, T + 1, 2), xlabel="step t")
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="parity-by-sign",
        caption=(
            "Every bit multiplies the state by one of two factors; h_0 = 1. A blue circle stands where the "
            "ones so far are even, an orange triangle where they are odd, and the dashed line is the "
            "threshold that tells most of them apart. Which factor at a one lets it tell all? "
            "Change the bits, too: click one, or press ↑ ↓."
        ),
        controls={
            "one": controls.slider(-1, 1, value=0.7, step=0.05, label="factor at a one"),
            "zero": controls.slider(0, 1, value=1, step=0.05, label="factor at a zero"),
            "x": controls.sequence(BITS, 0, 1, step=1, label="bit at step"),
        },
        show=show,
        draw=draw,
        sentence=(
            "With the factors {one:.2f} at a one and {zero:.2f} at a zero, the best threshold names the "
            "parity at {best} of 10 steps."
        ),
    )
