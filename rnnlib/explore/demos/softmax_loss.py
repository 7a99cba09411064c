"""Softmax and cross-entropy: the scores are dragged; probabilities, gradient and loss follow."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values

CLASSES = ("rain", "sun", "snow")
SCORES = np.linspace(-4, 4, 81)


def probabilities(z: np.ndarray, tau: float) -> np.ndarray:
    """Return softmax(z/τ), with the largest score subtracted."""
    e = np.exp((z - np.max(z)) / tau)
    return e / np.sum(e)


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return probabilities, gradient and loss, and the loss for every score of the true class."""
    z, truth, tau = settings["z"], settings["truth"], settings["tau"]
    p = probabilities(z, tau)
    target = np.zeros(len(z))
    target[truth] = 1
    dz = (p - target) / tau
    loss = -np.log(p[truth])
    moved = z + 0
    curve = np.zeros(len(state["scores"]))
    for i in range(len(curve)):
        moved[truth] = state["scores"][i]
        curve[i] = -np.log(probabilities(moved, tau)[truth])
    here, tangent = np.zeros((2, 1)), np.zeros((2, 2))
    here[0, 0] = z[truth]
    here[1, 0] = loss
    for i in range(2):
        tangent[0, i] = z[truth] + 2.4 * i - 1.2
        tangent[1, i] = loss + (2.4 * i - 1.2) * dz[truth]
    return {
        "p": p,
        "target": target,
        "dz": dz,
        "loss": loss,
        "curve": curve,
        "here": here,
        "tangent": tangent,
        "slope": dz[truth],
    }


def draw(values: Values) -> Figure:
    """Draw scores, probabilities and gradient as bars, and the loss over the score of the true class."""
    fig, axes = figures.new(4.4, 4.6, nrows=2, ncols=2, margins=(0.4, 0.05, 0.55, 0.3))
    fig.subplots_adjust(hspace=0.5)
    (scores, shares), (gradient, curve) = axes
    marks.bars(scores, values, "z", width=0.6, color=figures.BLUE)
    scores.set(ylim=(-4.2, 4.2), yticks=[-4, 0, 4])
    scores.set_title("scores z: drag them", color=figures.BLUE)
    marks.bars(shares, values, "target", width=0.75, fill=False, edgecolor=figures.GREY, linestyle=":")
    marks.bars(shares, values, "p", width=0.6, color=figures.GREEN)
    shares.set(ylim=(0, 1.05), yticks=[0, 0.5, 1])
    shares.set_title("probabilities p", color=figures.GREEN)
    marks.bars(gradient, values, "dz", width=0.6, color=figures.ORANGE, label="the gradient")
    gradient.set(ylim=(-1.1, 1.1), yticks=[-1, 0, 1])
    gradient.set_title("gradient ∂ℓ/∂z", color=figures.ORANGE)
    for ax in (scores, shares, gradient):
        ax.axhline(0, color=figures.INK, linewidth=0.8)
        ax.set(xlim=(-0.6, 2.6), xticks=range(3), xticklabels=CLASSES)
    marks.line(curve, values, "curve", x=SCORES, color=figures.INK, label="the loss curve")
    marks.line(curve, values, "tangent", color=figures.ORANGE, label="the tangent")
    marks.line(curve, values, "here", color=figures.ORANGE, marker="o", label="the dot")
    curve.set(xlim=(-4.2, 4.2), ylim=(-0.3, 8), xticks=[-4, 0, 4], xlabel="score of the truth")
    curve.set_title("loss ℓ")
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="softmax-loss",
        caption=(
            "Drag the scores, or focus one and press ↑ ↓. The dotted bar is the truth; with τ = 1 the "
            "gradient is the probability minus that bar. Lower the score of the truth: the loss becomes "
            "a straight line. Then lower the temperature."
        ),
        controls={
            "truth": controls.choice({"rain": 0, "sun": 1, "snow": 2}, value="sun", label="the truth"),
            "tau": controls.slider(0.25, 4, value=1, log=True, label="temperature τ"),
            "z": controls.sequence([1, -1, 0], -4, 4, step=0.1, label="score of class"),
        },
        arrays={"scores": SCORES},
        show=show,
        draw=draw,
        sentence=(
            "The probabilities of rain, sun and snow are {p[0]:.2f}, {p[1]:.2f} and {p[2]:.2f}; the loss is "
            "{loss:.2f}, and its slope at the score of the truth {slope:.2f}."
        ),
    )
