"""Three steps of a network of one unit, each step with its own copy of the recurrent weight."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnnlib import figures

W_xh, W_hy, h_0 = 0.5, 1.5, 0.6
x, y = (0.5, -0.2, 1.0), (0.2, 1.0, 0.5)


def losses(copies: np.ndarray) -> np.ndarray:
    """Return the terms (1/3)(ŷ_t − y_t)² of the loss, each step with its own W_hh."""
    h, terms = h_0, []
    for t in range(3):
        h = np.tanh(W_xh * x[t] + copies[t] * h)
        terms.append((W_hy * h - y[t]) ** 2 / 3)
    return np.array(terms)


def slopes(direction: np.ndarray, W_hh: float = 0.8, step: float = 1e-6) -> np.ndarray:
    """Return how each term of the loss moves when the copies move along `direction`."""
    copies, nudge = np.full(3, W_hh), step * np.asarray(direction)
    return (losses(copies + nudge) - losses(copies - nudge)) / (2 * step)


def draw(copy: str, W_hh: float) -> Figure:
    """Draw what one copy of the weight, or all three of them, reaches, and its effect on each loss."""
    moved = [1, 2, 3] if copy == "all three" else [int(copy[-1])]
    first = min(moved)
    fig, (graph, bars) = figures.new(
        width=4.4, height=4.7, nrows=2, margins=(0.6, 0.1, 0.4, 0.05), height_ratios=[1.6, 1]
    )
    fig.subplots_adjust(hspace=0.1)
    _reach(graph, moved, W_hh)
    total = _effects(bars, moved, W_hh)
    which, whose = ("all three copies", "each") if len(moved) > 1 else (copy, "the")
    reach = (
        f"the states and losses from step {first} on" if W_hh else f"nothing beyond {whose} copy's own step"
    )
    said = f"With W_hh = {W_hh:g}, moving {which} reaches {reach}; "
    return figures.describe(fig, f"{said}the effects on the loss add up to {total:+.3f}.")


def _reach(graph: Axes, moved: list[int], W_hh: float) -> None:
    reached = {
        f"{kind}{t}"
        for kind in "hyL"
        for t in range(4)
        if t in moved or (W_hh and t >= min(moved))  # a weight of 0 closes the road from state to state
    }
    colors = {
        f"{kind}{t}": figures.BLUE if f"{kind}{t}" in reached else figures.GREY
        for kind in "xhyL"
        for t in range(4)
    }
    edges = {}
    for t in (1, 2, 3):
        before = f"h{t - 1}"
        for start, end in ((f"x{t}", f"h{t}"), (f"h{t}", f"y{t}"), (f"y{t}", f"L{t}")):
            edges[start, end] = colors[start]
        travels = colors[before] if W_hh else figures.GREY
        edges[before, f"h{t}"] = figures.ORANGE if t in moved else travels
        color = figures.ORANGE if t in moved else figures.GREY
        graph.text(t - 0.5, 1.2, f"W⁽{'⁰¹²³'[t]}⁾", color=color, ha="center", fontsize=13)
    figures.unrolled(graph, 3, losses=(1, 2, 3), colors=colors | edges)


def _effects(bars: Axes, moved: list[int], W_hh: float) -> float:
    """Draw a bar for each pair of a copy and a loss that it reaches; return their sum."""
    total = 0.0
    for t in moved:
        terms = slopes(np.eye(3)[t - 1], W_hh)
        total += terms.sum()
        for k in range(t, 4):
            place = k + (0.22 * (t - 2) if len(moved) > 1 else 0)
            bars.bar(place, terms[k - 1], width=0.18, color=(figures.ORANGE, 0.35), edgecolor=figures.ORANGE)
            bars.text(place, max(terms[k - 1], 0) + 0.02, str(t), color=figures.ORANGE, ha="center")
    bars.axhline(0, color=figures.INK, lw=1)
    bars.set(xlim=(-0.35, 3.35), ylim=(-0.65, 0.62), xticks=[1, 2, 3])
    bars.set_xticklabels(["on L₁", "on L₂", "on L₃"])
    bars.text(-0.28, 0.6, f"effect on each loss, sum {total:+.3f}", color=figures.ORANGE, va="top")
    return float(total)
