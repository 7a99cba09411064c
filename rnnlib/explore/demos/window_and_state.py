"""A window of the last inputs against one bit of state: what each of them knows, second by second."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values

T = 10
ROWS = (
    ("seen", 4.0, figures.INK, "what the window sees"),
    ("sure", 2.3, figures.PURPLE, "what it can be sure of"),
    ("h", 0.6, figures.BLUE, "the state"),
)


def updated(h: float, x: float, alarm: float) -> float:
    """Return the state after one input: a press flips the lamp, a ring is never forgotten."""
    if alarm == 1:
        return h + x - h * x
    return h + x - 2 * h * x


def sure_of(x: np.ndarray, t: int, P: int, alarm: float) -> float:
    """Return the answer, 0 or 1, that follows from the last P of t inputs; 2 where both are possible."""
    start = 0
    if t > P:
        start = t - P
    off, on = 0.0, 1.0  # whatever the hidden inputs have led to
    for i in range(start, t):
        off = updated(off, x[i], alarm)
        on = updated(on, x[i], alarm)
    if start > 0 and off != on:
        return 2
    return off


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return a row for each of the three; what lies after second t, or before the window, is left blank."""
    x, t, P, alarm = settings["x"], settings["t"], settings["P"], settings["task"]
    seen, sure, h = np.full(T, -1.0), np.full(T, -1.0), np.full(T, -1.0)
    tints = np.full((3, T), np.nan)
    left = 1
    if t > P:
        left = t - P + 1
    now = 0.0
    for i in range(t):
        now = updated(now, x[i], alarm)
        h[i] = now
        sure[i] = sure_of(x, i + 1, P, alarm)
        if i + 1 >= left:
            seen[i] = x[i]
            tints[0, i] = x[i]
        tints[1, i] = sure[i]
        if sure[i] == 2:
            tints[1, i] = -1
        tints[2, i] = now
    frame = np.zeros((2, 5))
    frame[0] = np.array([left - 0.5, t + 0.5, t + 0.5, left - 0.5, left - 0.5])
    frame[1] = np.array([3.0, 3.0, 4.0, 4.0, 3.0])
    return {
        "seen": seen,
        "sure": sure,
        "h": h,
        "seen_tint": tints[0],
        "sure_tint": tints[1],
        "h_tint": tints[2],
        "frame": frame,
        "verdict": sure[t - 1],
        "now": now,
    }


def draw(values: Values) -> Figure:
    """Draw the inputs as bars to click, and below them a row of cells for each of the three."""
    fig, (top, rows) = figures.new(
        4.4, 3.6, nrows=2, sharex=True, margins=(0.05, 0.05, 0.5, 0.3), height_ratios=(1, 3.6)
    )
    fig.subplots_adjust(hspace=0.2)
    marks.bars(top, values, "x", x=np.arange(1, T + 1), width=0.9, color=figures.GREY)
    top.set(ylim=(0, 1.05), yticks=[])
    top.set_title("presses or rings: click them", color=figures.GREY)
    for name, height, color, words in ROWS:
        marks.cells(rows, values, f"{name}_tint", left=0.5, top=height, most=3.5, positive=color)
        marks.letters(rows, values, name, T, left=0.5, y=height - 0.5)
        slots = {"color": figures.GREY, "linewidth": 0.5, "alpha": 0.6}  # an empty one is a place, too
        rows.vlines(np.arange(T + 1) + 0.5, height - 1, height, **slots)
        rows.hlines([height - 1, height], 0.5, T + 0.5, **slots)
        rows.text(0.5, height + 0.1, words, color=color, fontsize=10, va="bottom")
    marks.line(rows, values, "frame", color=figures.INK)
    rows.set(xlim=(0.3, T + 0.7), ylim=(-0.5, 4.7), yticks=[], xticks=range(1, T + 1))
    rows.set_xlabel("second")
    for ax in (top, rows):
        ax.spines[:].set_visible(False)
        ax.tick_params(length=0)
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="window-and-state",
        caption=(
            "From which second on can the window no longer tell? Click the presses, and widen the window. "
            "Then switch to the alarm. A question mark says that both answers are still possible."
        ),
        controls={
            "task": controls.choice({"lamp: is it on?": 0, "alarm: has it rung?": 1}, label="task"),
            "P": controls.slider(1, T, value=3, step=1, label="window length P"),
            "t": controls.slider(1, T, value=T, step=1, label="second t"),
            "x": controls.sequence([0, 1, 0, 0, 1, 0, 1, 0, 0, 0], 0, 1, step=1, label="input in second"),
        },
        show=show,
        draw=draw,
        sentence="After second {t} a window of {P} {verdict}; the state is {now:.0f}.",
        words={
            "seen": ["0", "1"],
            "sure": ["0", "1", "?"],
            "h": ["0", "1"],
            "verdict": ["is sure of 0", "is sure of 1", "cannot tell"],
        },
    )
