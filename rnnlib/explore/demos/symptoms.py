"""The table of symptoms, alive: which of seven arrays a gradient check accuses, and what hides a mistake."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.mistakes import BACKWARD, NAMES, loss, network
from rnnlib.explore.spelling import Values
from rnnlib.scratch import rnn

LONGEST = 6
SPELLED = ("W_xh", "W_hh", "b_h", "W_hy", "b_y", "x", "h_0")
ROWS = tuple(BACKWARD)[1:]
ARRAYS, Y = network(LONGEST)


def by_nudging(arrays: dict[str, Any], y: Any, mask: Any) -> dict[str, Any]:
    """Return the seven gradients by central differences."""
    step, found = 1e-5, {}
    for name in arrays:
        found[name] = np.zeros_like(arrays[name])
        for i in range(arrays[name].size):
            sides = np.zeros(2)
            for side in range(2):
                moved = {other: array.copy() for other, array in arrays.items()}
                flat = moved[name].reshape(moved[name].size)
                flat[i] += step * (1 - 2 * side)
                sides[side] = loss(moved, y, mask)
            flat_found = found[name].reshape(found[name].size)
            flat_found[i] = (sides[0] - sides[1]) / (2 * step)
    return found


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Find the gradients by nudging, once, and compare those of every broken backward pass."""
    T = settings["T"]
    b = 0.0 if settings["no_bias"] else 1.0
    arrays = {
        "W_xh": state["W_xh"],
        "W_hh": state["W_hh"],
        "b_h": b * state["b_h"],
        "W_hy": state["W_hy"],
        "b_y": b * state["b_y"],
        "x": state["x"][:T],
        "h0": (0.0 if settings["no_h0"] else 1.0) * state["h0"],
    }
    y, mask = state["y"][:T], np.ones(T)
    if settings["padded"] and T > 1:
        mask[T - 1] = 0
    h, y_hat = rnn.forward(arrays, arrays["x"], arrays["h0"])
    nudged = by_nudging(arrays, y, mask)
    rows = len(state["rows"])
    table, chosen, marker = np.zeros((rows, 7)), np.zeros(7), np.zeros((rows, 1))
    row = 0
    for mistake in state["rows"]:
        grads = BACKWARD[mistake](arrays, arrays["x"], y, h, y_hat, mask)
        column = 0
        for name in arrays:
            largest = np.maximum(np.max(np.abs(grads[name])), np.max(np.abs(nudged[name])))
            off = np.max(np.abs(grads[name] - nudged[name])) / np.maximum(largest, 1e-6)
            table[row, column] = np.floor(off * 1000 + 0.5) / 1000  # what nudging leaves is gone
            column = column + 1
        if mistake == settings["broken"]:
            marker[row, 0] = 1
            chosen = table[row].copy()
        row = row + 1
    accused, unseen = 0, 0
    for column in range(7):
        if chosen[column] > 0:
            accused = accused + 1
    for row in range(1, rows):
        if np.max(table[row]) == 0:
            unseen = unseen + 1
    return {
        "table": np.where(table > 0, 0.35 + 0.65 * np.minimum(table, 1), 0),
        "marker": marker,
        "chosen": chosen,
        "accused": accused,
        "unseen": unseen,
    }


def draw(values: Values) -> Figure:
    """Draw the table, a row for each mistake, and above it the errors of the chosen one."""
    rows = len(BACKWARD)
    fig, ax = figures.new(4.4, 5.6, margins=(1.6, 0.05, 0.1, 0.1))
    marks.cells(ax, values, "table", left=0.04, top=0, positive=figures.RED, most=1)
    marks.cells(ax, values, "marker", left=-0.3, top=0, width=0.2, positive=figures.ORANGE)
    for row, name in enumerate(BACKWARD):
        ax.text(-0.45, -row - 0.5, name, ha="right", va="center", fontsize=10)
        ax.plot([0, 7], [-row, -row], color=figures.GREY, linewidth=0.5, alpha=0.6)
    for column, name in enumerate(SPELLED):
        ax.text(column + 0.5, 1.35, name, ha="center", va="center", fontsize=10)
        marks.text(
            ax, column + 0.5, 0.55, values, f"{{chosen[{column}]:.2f}}", ha="center", va="center", fontsize=10
        )
    ax.text(-0.45, 1.35, "gradient of", ha="right", va="center", fontsize=10, color=figures.GREY)
    ax.text(-0.45, 0.55, "error", ha="right", va="center", fontsize=10, color=figures.GREY)
    for column in range(8):
        ax.plot([column, column], [0, -rows], color=figures.GREY, linewidth=0.5, alpha=0.6)
    ax.plot([0, 7], [-rows, -rows], color=figures.GREY, linewidth=0.5, alpha=0.6)
    ax.set(xlim=(-0.4, 7.1), ylim=(-rows - 0.1, 1.9))
    ax.axis("off")
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="symptoms",
        caption=(
            "A row for each mistake, a column for each gradient: red where the check finds an error, the "
            "redder the larger. Choose a mistake, and its errors stand on top. Then make the place of the "
            "check worse: fewer steps, no padding, h_0 = 0, biases zero. Which rows turn white, although the "
            "mistake is still in the code?"
        ),
        controls={
            "broken": controls.choice(list(BACKWARD), value="no Wₕₕᵀ", label="break it"),
            "T": controls.slider(1, LONGEST, value=5, step=1, label="steps T"),
            "padded": controls.toggle(True, label="the last step is padding"),
            "no_h0": controls.toggle(False, label="h_0 = 0"),
            "no_bias": controls.toggle(False, label="all biases zero"),
        },
        arrays={name: np.round(ARRAYS[name], 2) for name in NAMES}
        | {"y": np.round(Y, 2), "rows": {name: row for row, name in enumerate(BACKWARD)}},
        show=show,
        draw=draw,
        sentence=(
            "Broken: {broken}. The check accuses {accused} of the seven gradients. Of the "
            f"{len(ROWS)} mistakes it would not see {{unseen}} here."
        ),
    )
