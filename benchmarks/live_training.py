"""The heaviest live demo foreseen: a network of 16 units trains on sequences of 50 steps."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, live, marks
from rnnlib.explore.live import Live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import rnn

T, H, TICKS = 50, 16, 400


def start(arrays: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Begin with the weights that Python has made."""
    return {
        "params": arrays["params"],
        "x": arrays["x"],
        "y": arrays["y"],
        "loss": np.full(TICKS, np.nan),
        "n": 0,
        "done": False,
    }


def tick(state: dict[str, Any], settings: dict[str, Any]) -> None:
    """Take one step of gradient descent."""
    h, y_hat = rnn.forward(state["params"], state["x"], np.zeros(H))
    grads = rnn.backward(state["params"], state["x"], state["y"], h, y_hat)
    rnn.step(state["params"], grads, settings["eta"])
    state["loss"][state["n"]] = rnn.loss(y_hat, state["y"])
    state["n"] = state["n"] + 1
    state["done"] = state["n"] == TICKS


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Show the loss so far, the outputs and the states."""
    h, y_hat = rnn.forward(state["params"], state["x"], np.zeros(H))
    return {"n": state["n"], "loss": state["loss"], "y_hat": y_hat[:, 0], "y": state["y"][:, 0], "h": h[1:].T}


def draw(values: Values) -> Figure:
    """Draw the loss, the outputs over the targets, and the states as cells."""
    fig, (top, middle, bottom) = figures.new(5.2, 5, nrows=3)
    marks.line(top, values, "loss")
    top.set(xlim=(0, TICKS), ylim=(1e-3, 10), yscale="log")
    marks.line(middle, values, "y", color=figures.GREY)
    marks.line(middle, values, "y_hat", color=figures.GREEN)
    middle.set(xlim=(0, T), ylim=(-2, 2))
    marks.cells(bottom, values, "h", top=H)
    bottom.set(xlim=(0, T), ylim=(0, H))
    return fig


def demo() -> Live:
    """Return the demo."""
    rng = np.random.default_rng(0)
    params = rnn.init_params(1, H, 1, rng)
    params["W_hh"] = np.eye(H)
    x = np.sin(np.arange(T) / 3)[:, None]
    return live(
        "training-benchmark",
        "Nothing to see.",
        controls={"eta": controls.slider(0.001, 0.1, value=0.01, log=True, label="learning rate η")},
        arrays={"params": params, "x": x, "y": np.roll(x, -1)},
        start=start,
        tick=tick,
        show=show,
        draw=draw,
        sentence="After {n} steps.",
        pace=120,
    )
