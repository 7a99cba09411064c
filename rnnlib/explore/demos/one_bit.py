"""One neuron as a memory: its weight, its bias and its inputs move, and the resting points are seen."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values

T = 10
GRID = np.linspace(-1, 1, 81)
RING = [1.0 if t == 3 else 0.0 for t in range(1, T + 1)]


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Run the neuron, and say where each state leads in silence."""
    x, W_xh, W_hh, b_h = settings["x"], settings["W_xh"], settings["W_hh"], settings["b_h"]
    h = np.zeros(T + 1)
    steps = np.zeros((2, 2 * T + 1))  # from the diagonal to the next state and back
    yes = 0
    for t in range(1, T + 1):
        h[t] = np.tanh(W_xh * (x[t - 1] + settings["hum"]) + W_hh * h[t - 1] + b_h)
        steps[0, 2 * t - 1] = h[t - 1]
        steps[1, 2 * t - 1] = h[t]
        steps[0, 2 * t] = h[t]
        steps[1, 2 * t] = h[t]
        if h[t] > 0.5:
            yes = yes + 1
    silent = np.tanh(W_hh * state["grid"] + W_xh * settings["hum"] + b_h)
    return {"h": h, "silent": silent, "steps": steps, "yes": yes, "last": h[T]}


def draw(values: Values) -> Figure:
    """Draw inputs and states over time, and below them the next state against the state."""
    fig, (top, middle, bottom) = figures.new(
        4.4, 5.6, nrows=3, margins=(0.56, 0.38, 0.55, 0.1), height_ratios=(1, 2, 3)
    )
    marks.bars(top, values, "x", x=np.arange(1, T + 1), width=0.6, color=figures.GREY)
    top.set(xlim=(-0.3, T + 0.5), ylim=(0, 1.05), xticks=[], yticks=[0, 1], ylabel="input")
    marks.line(middle, values, "h", color=figures.BLUE, marker="o", markersize=4)
    middle.axhline(0.5, color=figures.INK, linestyle=":", linewidth=1)
    middle.text(T + 0.7, 0.75, "yes", va="center")
    middle.text(T + 0.7, 0.2, "no", va="center")
    middle.set(xlim=(-0.3, T + 0.5), ylim=(-1.1, 1.1), yticks=[-1, 0, 1])
    middle.set(xticks=range(0, T + 1, 2), xlabel="second t", ylabel="state h_t")
    bottom.plot([-1, 1], [-1, 1], color=figures.GREY, linewidth=1)
    marks.line(bottom, values, "silent", x=GRID, color=figures.PURPLE)
    marks.line(bottom, values, "steps", color=figures.BLUE, linewidth=1)
    bottom.set(xlim=(-1.05, 1.05), ylim=(-1.1, 1.1), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    bottom.set(xlabel="state h_{t-1}", ylabel="next state h_t")
    fig.subplots_adjust(hspace=0.55)
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="one-bit",
        caption=(
            "The alarm rings in second 3. At which recurrent weight does the state stop fading? "
            "The panel below shows why: in silence a state on the horizontal axis leads to the purple curve "
            "above it, and the blue steps go on from there. They end where the curve crosses the diagonal. "
            "Then let the line hum, and cure that with the bias."
        ),
        controls={
            "W_hh": controls.slider(-1, 3, value=0.9, step=0.05, label="recurrent weight W_hh"),
            "b_h": controls.slider(-1, 1, value=0, step=0.05, label="bias b_h"),
            "hum": controls.slider(0, 0.3, value=0, step=0.01, label="hum added to every input"),
            "W_xh": controls.slider(0, 4, value=2, step=0.1, label="input weight W_xh"),
            "x": controls.sequence(RING, 0, 1, step=0.05, label="input in second"),
        },
        arrays={"grid": GRID},
        show=show,
        draw=draw,
        sentence=(
            "With recurrent weight {W_hh:.2f}, bias {b_h:.2f} and a hum of {hum:.2f} the state is above "
            "one half in {yes} of 10 seconds, and in the end it is {last:.2f}."
        ),
    )
