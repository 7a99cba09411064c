"""What three inputs leave behind: the states with them and without them, and how far these are apart."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values

T = 20
EXAMPLE = {
    "x": np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
    "W_xh": np.array([[0.5, -0.3], [0.2, 0.8], [-0.6, 0.1]]),
    "W_hh": np.array([[0.1, 0.4, 0.0], [-0.2, 0.3, 0.5], [0.7, 0.0, -0.1]]),
    "b_h": np.array([0.1, -0.1, 0.2]),
}
UNITS = ((figures.BLUE, "-"), (figures.PURPLE, "--"), (figures.GREEN, ":"))


def states(example: dict[str, np.ndarray], settings: dict[str, Any], size: float) -> np.ndarray:
    """Return h (T+1, H) for the example's three inputs times `size`, then silence."""
    h = np.zeros((T + 1, 3))
    for t in range(1, T + 1):
        a = settings["scale"] * (example["W_hh"] @ h[t - 1]) + example["b_h"]
        if t <= 3:
            a = a + size * (example["W_xh"] @ example["x"][t - 1])
        if settings["f"] == "tanh":
            h[t] = np.tanh(a)
        else:
            h[t] = np.maximum(a, 0)
    return h


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Run with the inputs and without them."""
    h, without = states(state, settings, 1.0), states(state, settings, 0.0)
    trace, far = np.full(T + 1, np.nan), 0.0
    for t in range(T + 1):
        far = np.max(np.abs(h[t] - without[t]))
        if far > 0:
            trace[t] = far
    return {"h_1": h[:, 0], "h_2": h[:, 1], "h_3": h[:, 2], "trace": trace, "left": far}


def draw(values: Values) -> Figure:
    """Draw the three units, and below them the trace on a logarithmic scale."""
    fig, (top, bottom) = figures.new(4.4, 4.4, nrows=2, sharex=True, margins=(0.6, 0.15, 0.55, 0.3))
    for unit, (color, line) in enumerate(UNITS, start=1):
        marks.line(top, values, f"h_{unit}", color=color, linestyle=line)
    marks.line(bottom, values, "trace", color=figures.ORANGE, marker="o", markersize=4)
    for ax in (top, bottom):
        ax.axvspan(0.5, 3.5, color=figures.GREY, alpha=0.15, linewidth=0)
    top.axhline(0, color=figures.GREY, linewidth=0.8)
    top.set(ylim=(-1.2, 2.2), yticks=[-1, 0, 1, 2])
    top.set_title("the three units; grey: inputs come in")
    bottom.set(yscale="log", ylim=(1e-10, 1e5), yticks=[1e-8, 1e-4, 1, 1e4], xlabel="step t")
    bottom.set(xlim=(-0.5, T + 0.5), xticks=[0, 5, 10, 15, 20])
    bottom.set_title("trace of the inputs", color=figures.ORANGE)
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="trace",
        caption=(
            "Above, the states of our network; below, how far they are from those of a run without inputs. "
            "At scale 0, how long does the trace last? Is there a scale at which tanh keeps it to the end? "
            "Then compare with ReLU."
        ),
        controls={
            "scale": controls.slider(0, 3, value=1, step=0.05, label="scale of W_hh"),
            "f": controls.choice(["tanh", "ReLU"], label="nonlinearity f"),
        },
        arrays=EXAMPLE,
        show=show,
        draw=draw,
        sentence="With {f} and scale {scale:.2f} the trace of the inputs in step 20 is {left:.1e}.",
    )
