"""The mean squared error of a sequence: its predictions are dragged, the loss and its gradient follow."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values

LONGEST = 6
TARGETS = np.array([0.1, 0.4, 0.6, 0.2, -0.2, -0.5])
PREDICTIONS = [0.8, -0.2, 0.1, 0.2, 0.4, 0.1]


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return the loss over the first T steps, its gradient, and the errors as lines."""
    y_hat, y, T = settings["y_hat"], state["y"], settings["T"]
    factor = 0.5  # in front of the sum of squares
    if settings["kind"] == "mean":
        factor = 1 / T
    loss = 0.0
    dy_hat = np.full(len(y), np.nan)
    errors, end = np.full((2, 3 * len(y)), np.nan), np.zeros((2, 2))
    for t in range(1, T + 1):
        error = y_hat[t - 1] - y[t - 1]
        loss = loss + factor * error**2
        dy_hat[t - 1] = 2 * factor * error
        for i in range(2):
            errors[0, 3 * t - 3 + i] = t
        errors[1, 3 * t - 3] = y[t - 1]
        errors[1, 3 * t - 2] = y_hat[t - 1]
    end[0] = T + 0.5
    end[1] = np.array([-0.9, 0.9])
    return {"loss": loss, "dy_hat": dy_hat, "errors": errors, "first": dy_hat[0], "end": end}


def draw(values: Values) -> Figure:
    """Draw targets, predictions and errors, and below them the gradient as bars."""
    fig, (top, bottom) = figures.new(
        4.4, 4.4, nrows=2, sharex=True, margins=(0.75, 0.1, 0.55, 0.35), height_ratios=(1, 1)
    )
    fig.subplots_adjust(hspace=0.2)
    steps = np.arange(1, LONGEST + 1)
    marks.line(top, values, "errors", color=figures.ORANGE)
    top.plot(steps, TARGETS, "o", color=figures.GREY, markerfacecolor="none", markersize=11)
    marks.line(top, values, "y_hat", x=steps, color=figures.GREEN, linestyle="none", marker="o", markersize=8)
    top.set(ylim=(-0.95, 0.95), yticks=[-0.5, 0, 0.5], ylabel="ŷ_t, y_t")
    marks.text(top, 0, 1.06, values, "loss {loss:.3f}", transform=top.transAxes)
    marks.bars(bottom, values, "dy_hat", x=steps, width=0.5, color=figures.ORANGE)
    bottom.axhline(0, color=figures.INK, linewidth=0.8)
    bottom.set(xlim=(0.4, LONGEST + 0.6), xticks=steps, xlabel="step t")
    bottom.set(ylim=(-1.45, 1.45), yticks=[-1, 0, 1])
    bottom.set_ylabel("∂L/∂ŷ_t")
    for ax in (top, bottom):  # where the sequence ends
        marks.line(ax, values, "end", color=figures.GREY, linestyle=":", linewidth=1.5)
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="squared-error",
        caption=(
            "Drag the predictions (green) towards the targets (rings), or focus one and press ↑ ↓. "
            "The bars are the slopes of the loss. Then shorten the sequence, which ends at the dotted line: "
            "what happens to the slopes of the steps that stay, for the mean, and for half the sum?"
        ),
        controls={
            "T": controls.slider(2, LONGEST, value=4, step=1, label="number of steps T"),
            "kind": controls.choice(["mean", "half the sum"], label="loss: squares taken as their"),
            "y_hat": controls.sequence(PREDICTIONS, -0.8, 0.8, step=0.05, label="prediction ŷ of step"),
        },
        arrays={"y": TARGETS},
        show=show,
        draw=draw,
        sentence="Over {T} steps the {kind} of the squares is {loss:.3f}; the first slope is {first:.3f}.",
    )
