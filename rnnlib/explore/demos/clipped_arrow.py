"""Two ways to clip: an arrow of two entries, which the reader drags, and the gradient of a real network."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import RNN, Linear, figures
from rnnlib.data import sunspots
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import rnn

H, T, REACH = 8, 44, 3.0
AROUND = np.linspace(0, 2 * np.pi, 25)


def real_gradient() -> np.ndarray:
    """Return the gradient of chapter 7's untrained network over its first 44 years, laid end to end."""
    rng = np.random.default_rng(0)
    params = {**RNN(1, H, rng=rng).params, **Linear(H, 1, rng=rng).params}
    years, numbers = sunspots()
    past = numbers[years <= 1920]
    scaled = ((numbers - past.mean()) / past.std())[: T + 1, None]
    h, y_hat = rnn.forward(params, scaled[:-1], np.zeros(H))
    grads = rnn.backward(params, scaled[:-1], scaled[1:], h, y_hat)
    return np.round(np.concatenate([grads[name].ravel() for name in params]), 4)


def length(g: np.ndarray) -> float:
    """Return ‖g‖."""
    return np.sqrt(np.sum(g**2))


def by_norm(g: np.ndarray, limit: float) -> np.ndarray:
    """Shrink g as a whole."""
    return g * min(1.0, limit / max(length(g), 1e-12))


def by_value(g: np.ndarray, limit: float) -> np.ndarray:
    """Cut every entry of g."""
    return np.clip(g, -limit, limit)


def angle(one: np.ndarray, other: np.ndarray) -> float:
    """Return the angle between two vectors in degrees, exact for small angles too."""
    u, v = one / max(length(one), 1e-12), other / max(length(other), 1e-12)
    return 2 * np.arctan(length(u - v) / max(length(u + v), 1e-12)) * 180 / np.pi


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return both clipped arrows, both clipped gradients, and the angles."""
    g, limit, real = settings["g"], settings["limit"], state["real"]
    cut, shrunk = by_value(g, limit), by_norm(g, limit)
    tip, arrow, cut_arrow, shrunk_arrow = (
        np.zeros((2, 1)),
        np.zeros((2, 2)),
        np.zeros((2, 2)),
        np.zeros((2, 2)),
    )
    for i in range(2):
        tip[i, 0] = g[i]
        arrow[i, 1] = g[i]
        cut_arrow[i, 1] = cut[i]
        shrunk_arrow[i, 1] = shrunk[i]
    corners = limit * state["corners"]
    round_about = limit * state["around"]
    real_cut = by_value(real, limit)
    count = 0
    for i in range(len(real)):
        if abs(real[i]) > limit:
            count = count + 1
    return {
        "g": tip,
        "arrow": arrow,
        "cut": cut_arrow,
        "shrunk": shrunk_arrow,
        "square": corners,
        "circle": round_about,
        "turned": angle(g, cut),
        "real_cut": real_cut,
        "real_shrunk": by_norm(real, limit),
        "real_norm": length(real),
        "real_turned": angle(real, real_cut),
        "count": count,
    }


def draw(values: Values) -> Figure:
    """Draw the arrow with its two clipped forms, and below it the real gradient with its own."""
    fig, (above, below) = figures.new(
        4.4, 5.2, nrows=2, height_ratios=[2.4, 1], margins=(0.75, 0.25, 0.55, 0.4)
    )
    for name in ("circle", "square"):
        color = figures.GREEN if name == "circle" else figures.PURPLE
        marks.line(above, values, name, color=color, linewidth=1, linestyle=":", label=f"the {name}")
    looks = {
        "arrow": (figures.ORANGE, 1.6, "the gradient"),
        "cut": (figures.PURPLE, 3, "clipped by value"),
        "shrunk": (figures.GREEN, 3, "clipped by norm"),
    }
    for name, (color, width, label) in looks.items():
        marks.line(above, values, name, color=color, linewidth=width, marker=".", markersize=9, label=label)
    dot = {"marker": "o", "markersize": 11, "linestyle": "none", "label": "the gradient"}
    marks.line(above, values, "g", color=figures.ORANGE, **dot)
    above.set(xlim=(-1.5 * REACH, 1.5 * REACH), ylim=(-REACH, REACH))  # one unit is as long either way
    above.set(xticks=[-4, -2, 0, 2, 4], yticks=[-2, 0, 2])
    above.set(xlabel="first entry", ylabel="second entry")
    marks.text(above, 0, 1.03, values, "by value: turned by {turned:.0f}°", transform=above.transAxes)
    n = np.arange(len(values["real_cut"]))
    marks.bars(below, values, "real_cut", x=n, width=0.9, color=figures.PURPLE, label="entries cut")
    style = {"color": figures.GREEN, "marker": ".", "markersize": 4, "linestyle": "none"}
    marks.line(below, values, "real_shrunk", x=n, label="entries shrunk", **style)
    below.set(xlim=(-1, len(n)), ylim=(-0.75, 0.75), xticks=[], yticks=[-0.5, 0, 0.5])
    below.set(xlabel=f"{len(n)} entries of a real gradient", ylabel="clipped")
    said = "norm {real_norm:.2f}, {count} entries cut, turned by {real_turned:.0f}°"
    marks.text(below, 0, 1.06, values, said, transform=below.transAxes)
    return fig


def demo() -> Live:
    """Return the demo."""
    corners = np.array([[1.0, 1.0, -1.0, -1.0, 1.0], [1.0, -1.0, -1.0, 1.0, 1.0]])
    return live(
        name="clipped-arrow",
        caption=(
            "Drag the orange dot, the tip of a gradient with two entries. Clipping by norm (green) stops at "
            "the circle, clipping by value (purple) at the square. Below, the same threshold on a real "
            "gradient: chapter 7's network, untrained, over 44 years. Bars: by value. Dots: by norm."
        ),
        controls={
            "g": controls.point((2.6, 0.5), (-REACH, -REACH), (REACH, REACH), label="gradient"),
            "limit": controls.slider(0.1, 3, value=0.5, log=True, label="threshold θ"),
        },
        arrays={
            "real": real_gradient(),
            "corners": corners,
            "around": np.round(np.array([np.cos(AROUND), np.sin(AROUND)]), 3),
        },
        show=show,
        draw=draw,
        sentence=(
            "With the threshold {limit:.2f}, clipping by value turns the gradient of two entries by "
            "{turned:.1f} degrees, and the real one, of norm {real_norm:.2f}, by {real_turned:.1f}, cutting "
            "{count} of its entries; clipping by norm turns neither."
        ),
    )
