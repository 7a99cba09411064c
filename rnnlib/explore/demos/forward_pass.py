"""The forward pass: one unit or three, weights that move, and inputs edited in the picture."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import rnn

T = 10
NETWORKS = {
    "one": {
        "W_xh": np.array([[1.0]]),
        "W_hh": np.array([[1.0]]),
        "b_h": np.array([1.0]),
        "W_hy": np.array([[1.0]]),
        "b_y": np.array([0.0]),
    },
    "three": {
        "W_xh": np.array([[0.5], [0.2], [-0.6]]),
        "W_hh": np.array([[0.1, 0.4, 0.0], [-0.2, 0.3, 0.5], [0.7, 0.0, -0.1]]),
        "b_h": np.array([0.1, -0.1, 0.2]),
        "W_hy": np.array([[0.6, -0.4, 0.9]]),
        "b_y": np.array([0.05]),
    },
}


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Run the network over the inputs; take step t apart for the first unit."""
    network, t = state[settings["units"]], settings["t"]
    params = {
        "W_xh": settings["W_xh"] * network["W_xh"],
        "W_hh": settings["W_hh"] * network["W_hh"],
        "b_h": settings["b_h"] * network["b_h"],
        "W_hy": network["W_hy"],
        "b_y": network["b_y"],
    }
    H = len(network["b_h"])
    x = np.zeros((len(settings["x"]), 1))
    for i in range(len(x)):
        x[i, 0] = settings["x"][i]
    h, y_hat = rnn.forward(params, x, np.zeros(H))
    from_x = params["W_xh"][0] @ x[t - 1]
    from_h = params["W_hh"][0] @ h[t - 1]
    units = np.full((3, len(h)), np.nan)
    for i in range(H):
        units[i] = h[:, i]
    now = np.zeros((2, 2))
    now[0] = t
    now[1] = np.array([-1.0, 1.0])
    return {
        "h": units[0],
        "h_2": units[1],
        "h_3": units[2],
        "y_hat": y_hat[:, 0],
        "from_x": from_x,
        "from_h": from_h,
        "bias": params["b_h"][0],
        "a": from_x + from_h + params["b_h"][0],
        "h_t": h[t, 0],
        "y_t": y_hat[t - 1, 0],
        "before": t - 1,
        "now": now,
        "second": 1 if H > 1 else 0,
    }


def draw(values: Values) -> Figure:
    """Draw the inputs as bars, the state and the output as curves over the steps, and step t as a sum."""
    fig, (top, middle, bottom) = figures.new(
        4.4, 5.4, nrows=3, sharex=True, margins=(0.55, 0.05, 1.4, 0.3), height_ratios=(2, 3, 2)
    )
    steps, states = np.arange(1, T + 1), np.arange(T + 1)
    marks.bars(top, values, "x", x=steps, width=0.5, color=figures.GREY)
    for name, color, line in (
        ("h_3", figures.ORANGE, ":"),
        ("h_2", figures.PURPLE, "--"),
    ):
        marks.line(middle, values, name, x=states, color=color, linestyle=line)
    marks.line(middle, values, "h", x=states, color=figures.BLUE, marker="o")
    marks.line(bottom, values, "y_hat", x=steps, color=figures.GREEN, marker="o")
    for ax, name in ((top, "x_t"), (middle, "h_t"), (bottom, "ŷ_t")):
        ax.axhline(0, color=figures.GREY, linewidth=0.8)
        ax.set(xlim=(-0.4, T + 0.5), ylim=(-1.15, 1.15), yticks=[-1, 0, 1])
        ax.set_ylabel(name, rotation=0, va="center")
    top.set_title("inputs: drag them, or press ↑ ↓", color=figures.GREY)
    bottom.set(ylim=(-1.7, 1.7), xticks=states)
    bottom.set_xlabel("step t")
    place = {"transform": bottom.transAxes, "color": figures.BLUE}
    told = "h_{t} = tanh(W_xh x_{t} + W_hh h_{before} + b_h)"
    marks.text(bottom, 0, -0.95, values, told, **place)
    marks.text(bottom, 0.07, -1.25, values, "= tanh({from_x:.2f} + {from_h:.2f} + {bias:.2f})", **place)
    marks.text(bottom, 0.07, -1.55, values, "= tanh({a:.2f}) = {h_t:.2f}", **place)
    for ax in (top, middle, bottom):
        marks.line(ax, values, "now", color=figures.BLUE, linewidth=10, alpha=0.15, zorder=0)
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="forward-pass",
        caption=(
            "Drag the inputs, or focus one and press ↑ ↓. Then make W_hh larger: "
            "how long does the first input keep the state up? "
            "With three units the sliders multiply the matrices of the example, "
            "and the sum below is that of the first unit."
        ),
        controls={
            "units": controls.choice(["one", "three"], label="hidden units"),
            "W_xh": controls.slider(-2, 2, value=1.0, step=0.05, label="input weight W_xh"),
            "W_hh": controls.slider(-2, 2, value=0.8, step=0.05, label="recurrent weight W_hh"),
            "b_h": controls.slider(-1, 1, value=0.0, step=0.05, label="bias b_h"),
            "t": controls.slider(1, T, value=3, step=1, label="time step t"),
            "x": controls.sequence([1, 0, 0, 0, 0, -0.6, 0, 0, 0, 0], -1, 1, label="input at step"),
        },
        arrays=NETWORKS,
        show=show,
        draw=draw,
        sentence=(
            "With {units} hidden unit{second} the state at step {t} is tanh({from_x:.2f} + {from_h:.2f} + "
            "{bias:.2f}) = {h_t:.2f}, and the output {y_t:.2f}."
        ),
        words={"second": ["", "s"]},
    )
