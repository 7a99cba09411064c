"""Backpropagation through five steps of one unit: both flows, and what the gradient check says to a slip."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.breaking import broken
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import rnn

T = 5
WEIGHTS = {
    "W_xh": np.array([[0.9]]),
    "W_hh": np.array([[1.0]]),
    "b_h": np.array([0.1]),
    "W_hy": np.array([[0.8]]),
    "b_y": np.array([0.05]),
}


def _keeping_dh(name: str, backward: Any) -> Any:
    """Return the listing with one thing more in what it returns: dh of every step."""
    for version, changes in enumerate(
        (
            ("da_next = np.zeros(H)", "kept = np.zeros((T + 1, H))\n    da_next = np.zeros(H)"),
            ("        da = ", "        kept[t] = dh\n        da = "),
            ('return {"W_xh"', 'return {"dh": kept, "W_xh"'),
        )
    ):
        called = f"{name}, {version}"  # the source of each version is found by its name
        backward = broken(backward, {called: changes})[called]
    return backward


BACKWARD = {
    name: _keeping_dh(name, backward)
    for name, backward in broken(
        rnn.backward,
        {
            "the weight not crossed": ("W_hh.T @ da_next", "da_next"),
            "the slope of tanh forgotten": ("(1 - h[t] ** 2) * dh", "dh"),
            "the state one step late": ("np.outer(da, h[t - 1])", "np.outer(da, h[t])"),
            "= in place of +=": ("dW_hh += np", "dW_hh = np"),
        },
    ).items()
}


def loss_of(params: dict[str, Any], x: Any, y: Any) -> Any:
    """Return the loss of the network on one sequence."""
    outputs = rnn.forward(params, x, np.full(1, 0.2))[1]
    return rnn.loss(outputs, y)


def by_nudging(params: dict[str, Any], x: Any, y: Any) -> Any:
    """Return the five gradients by central differences."""
    step = 1e-5
    found = np.zeros(5)
    for i in range(5):
        sides = np.zeros(2)
        for side in range(2):
            move = step * (1 - 2 * side)
            moved = {
                "W_xh": params["W_xh"] + (move if i == 0 else 0.0),
                "W_hh": params["W_hh"] + (move if i == 1 else 0.0),
                "b_h": params["b_h"] + (move if i == 2 else 0.0),
                "W_hy": params["W_hy"] + (move if i == 3 else 0.0),
                "b_y": params["b_y"] + (move if i == 4 else 0.0),
            }
            sides[side] = loss_of(moved, x, y)
        found[i] = (sides[0] - sides[1]) / (2 * step)
    return found


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Run forward and back, take the gradient apart by step, and check it."""
    T = len(settings["x"])
    params = {
        "W_xh": state["W_xh"],
        "W_hh": settings["W_hh"] * state["W_hh"],
        "b_h": state["b_h"],
        "W_hy": state["W_hy"],
        "b_y": state["b_y"],
    }
    x, y = np.zeros((T, 1)), np.zeros((T, 1))
    for t in range(T):
        x[t, 0] = settings["x"][t]
        y[t, 0] = settings["y"][t]
    h, y_hat = rnn.forward(params, x, np.full(1, 0.2))
    grads = BACKWARD[settings["broken"]](params, x, y, h, y_hat)
    own = np.zeros(T)
    for t in range(T):
        own[t] = params["W_hy"][0, 0] * 2 / T * (y_hat[t, 0] - y[t, 0])
    dh = grads["dh"][1:, 0]
    given = np.zeros(5)
    given[0] = grads["W_xh"][0, 0]
    given[1] = grads["W_hh"][0, 0]
    given[2] = grads["b_h"][0]
    given[3] = grads["W_hy"][0, 0]
    given[4] = grads["b_y"][0]
    nudged = by_nudging(params, x, y)
    miss = np.abs(given - nudged) / np.maximum(np.maximum(np.abs(given), np.abs(nudged)), 1e-6)
    wrong = 0
    for i in range(5):
        if miss[i] > 1e-4:
            wrong = wrong + 1
    return {
        "h": h[:, 0],
        "y_hat": y_hat[:, 0],
        "loss": rnn.loss(y_hat, y),
        "into": x[:, 0] * params["W_xh"][0, 0],
        "on": h[:-1, 0] * params["W_hh"][0, 0],
        "own": own,
        "carried": dh - own,
        "dh": dh,
        "given": given,
        "nudged": nudged,
        "wrong": wrong,
        "verdict": 0 if wrong == 0 else 1,
    }


def _graph(ax: Any, values: Values) -> None:
    steps = range(1, T + 1)
    near, far = 0.2, 0.8  # an arrow keeps away from its nodes
    marks.edges(ax, values, "into", [((t - 0.06, 0.2), (t - 0.06, 0.8)) for t in steps], most=1)
    marks.edges(ax, values, "on", [((t - far, 1.05), (t - near, 1.05)) for t in steps], most=1)
    own = [((t + 0.06, 1.8), (t + 0.06, 1.2)) for t in steps]
    carried = [((t + far, 0.93), (t + near, 0.93)) for t in steps]
    for name, ends in (("own", own), ("carried", carried)):
        marks.edges(
            ax, values, name, ends, most=0.4, width=6, positive=figures.ORANGE, negative=figures.PURPLE
        )
    for t in range(T + 1):
        for y, symbol in ((0, "x"), (1, "h"), (2, "ŷ")):
            if t or symbol == "h":
                ax.plot([t], [y], "o", ms=21, mfc="none", mec=figures.GREY, mew=1.2)
                ax.text(t, y, symbol + figures.sub(t), ha="center", va="center_baseline", fontsize=10)
        if t:
            marks.text(ax, t + 0.22, 0.68, values, f"{{h[{t}]:.2f}}", color=figures.BLUE, fontsize=9)
            marks.text(ax, t + 0.22, 1.5, values, f"{{own[{t - 1}]:.2f}}", color=figures.ORANGE, fontsize=9)
    ax.set(xlim=(-0.4, T + 0.8), ylim=(-0.35, 2.35))
    ax.axis("off")


def draw(values: Values) -> Figure:
    """Draw targets and outputs, the graph with both flows, the inputs, dL/dh_t, and the check."""
    fig, (top, graph, inputs, bars, check) = figures.new(
        5.4, 7.8, nrows=5, margins=(0.75, 0.1, 0.5, 0.3), height_ratios=(1, 3, 1, 1.1, 1.1)
    )
    fig.subplots_adjust(hspace=0.5)
    steps = np.arange(1, T + 1)
    marks.bars(top, values, "y", x=steps, width=0.4, color=figures.GREY)
    marks.line(top, values, "y_hat", x=steps, color=figures.GREEN, marker="o", linestyle="none")
    _graph(graph, values)
    marks.bars(inputs, values, "x", x=steps, width=0.4, color=figures.GREY)
    marks.bars(bars, values, "dh", x=steps, width=0.4, color=figures.ORANGE)
    for ax, name in ((top, "y_t, ŷ_t"), (inputs, "x_t"), (bars, "dh_t")):
        ax.axhline(0, color=figures.GREY, linewidth=0.8)
        ax.set(xlim=(-0.4, T + 0.8), ylim=(-1.1, 1.1), yticks=[-1, 0, 1], xticks=[])
        ax.set_ylabel(name, rotation=0, ha="right", va="center")
    bars.set(ylim=(-0.8, 0.8), yticks=[-0.5, 0, 0.5])
    places = np.arange(5)
    marks.bars(check, values, "nudged", x=places - 0.2, width=0.36, color=figures.GREY)
    marks.bars(check, values, "given", x=places + 0.2, width=0.36, color=figures.ORANGE)
    check.axhline(0, color=figures.GREY, linewidth=0.8)
    check.set(xlim=(-0.6, 4.6), ylim=(-1.1, 1.1), yticks=[-1, 0, 1], xticks=places)
    check.set_xticklabels(["dW_xh", "dW_hh", "db_h", "dW_hy", "db_y"])
    place = {"transform": check.transAxes, "fontsize": 10}
    marks.text(check, 0, 1.06, values, "{verdict}", **place)
    top.set_title("targets (bars) and outputs: drag a bar", fontsize=10, color=figures.GREY)
    inputs.set_title("inputs: drag a bar", fontsize=10, color=figures.GREY)
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="bptt",
        caption=(
            "Blue and red flow forward, orange (positive) and purple (negative) back, thicker where larger. "
            "Beside an arrow from ŷ stands what a state hears from its own output. Drag the last target: "
            "which states feel it? Then break the backward pass: at the bottom the gradients of the listing "
            "(orange) stand beside those found by nudging (grey)."
        ),
        controls={
            "W_hh": controls.slider(-2, 2, value=0.8, step=0.05, label="recurrent weight W_hh"),
            "broken": controls.choice(list(BACKWARD), label="break it"),
            "x": controls.sequence([1, 0.5, -0.5, 0.2, 0], -1, 1, label="input at step"),
            "y": controls.sequence([0.6, 0.4, -0.3, 0.5, -0.6], -1, 1, label="target at step"),
        },
        arrays=WEIGHTS,
        show=show,
        draw=draw,
        sentence=(
            "With W_hh = {W_hh:.2f} and {broken} broken the loss is {loss:.3f}, the gradient at the last "
            "state {dh[4]:.3f} and at the first {dh[0]:.3f}. {verdict}"
        ),
        words={
            "verdict": [
                "The gradient check finds nothing.",
                "The gradient check fails: these are not the slopes of the loss.",
            ]
        },
    )
