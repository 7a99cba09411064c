"""Layer norm by hand: a vector is dragged, and the gradient loses what mean and deviation take from it."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import layer_norm

A = [1.0, -0.4, 0.6, 2.0, 0.2]
DA_HAT = [0.8, 0.3, -0.2, 0.6, -0.7]
D = len(A)


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Normalise a, and send the gradient back."""
    a, da_hat = settings["a"], settings["da_hat"]
    a_hat, sigma = layer_norm.standardise(a)
    da, _dgamma, _dbeta = layer_norm.normalise_backward(da_hat, a, np.ones(D))
    mean = np.sum(a) / D
    shift, scale = np.sum(da_hat) / D, np.sum(da_hat * a_hat) / D
    level = np.zeros((2, 8))  # three lines across: μ − σ, μ, μ + σ
    for k in range(3):
        level[0, 3 * k] = 0.4
        level[0, 3 * k + 1] = D + 0.6
        level[1, 3 * k] = mean + (k - 1) * sigma
        level[1, 3 * k + 1] = mean + (k - 1) * sigma
        if k < 2:
            level[0, 3 * k + 2] = np.nan
            level[1, 3 * k + 2] = np.nan
    along = np.sum(da * a_hat)
    return {
        "level": level,
        "mean": mean,
        "sigma": sigma,
        "a_hat": a_hat,
        "lost_shift": np.full(D, float(shift)),
        "lost_scale": scale * a_hat,
        "da": da,
        "sum": 0.0 if abs(np.sum(da)) < 0.0005 else np.sum(da),
        "along": 0.0 if abs(along) < 0.0005 else along,
        "longest": np.max(np.abs(da)),
    }


def draw(values: Values) -> Figure:
    """Draw a, â, the gradient that comes in with its two lost parts, and what is left of it."""
    margins = (0.75, 0.15, 0.55, 0.35)
    fig, axes = figures.new(4.4, 6.0, nrows=4, sharex=True, margins=margins)
    units = np.arange(1, D + 1)
    marks.bars(axes[0], values, "a", x=units, width=0.5, color=figures.BLUE)
    marks.line(axes[0], values, "level", color=figures.GREY, linewidth=1.2, label="mean and deviation")
    marks.text(axes[0], 0, 1.08, values, "a: mean {mean:.2f}, σ {sigma:.2f}", transform=axes[0].transAxes)
    marks.bars(axes[1], values, "a_hat", x=units, width=0.5, color=figures.BLUE, label="a normalised")
    axes[1].set_title("â: mean 0, deviation 1", fontsize=11)
    marks.bars(axes[2], values, "da_hat", x=units, width=0.5, color=figures.ORANGE, alpha=0.55)
    look = {"linestyle": "none", "markersize": 8}
    marks.line(axes[2], values, "lost_shift", x=units, color=figures.PURPLE, marker="_", label="mean", **look)
    marks.line(
        axes[2], values, "lost_scale", x=units, color=figures.GREEN, marker="o", label="part along â", **look
    )
    axes[2].set_title("dâ; lost: its mean (—) and its part along â (●)", fontsize=10)
    marks.bars(axes[3], values, "da", x=units, width=0.5, color=figures.ORANGE, label="gradient of a")
    text = "da: sum {sum:.3f}, along â {along:.3f}"
    marks.text(axes[3], 0, 1.08, values, text, transform=axes[3].transAxes)
    for ax, most in zip(axes, (3.2, 2.2, 1.2, 2.2), strict=True):
        ax.axhline(0, color=figures.INK, linewidth=0.8)
        ax.set(ylim=(-most, most), yticks=[-int(most), 0, int(most)], xlim=(0.4, D + 0.6))
    axes[3].set(xticks=units, xlabel="unit")
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="layer-norm-directions",
        caption=(
            "Drag the bars of a (top; the grey lines are μ − σ, μ and μ + σ) and of the gradient dâ (third), "
            "or focus one and press ↑ ↓. Make all of dâ equal: what is left of it? Then make dâ look like â. "
            "Then bring all of a close together, and watch the size of da."
        ),
        controls={
            "a": controls.sequence(A, -3, 3, step=0.1, label="pre-activation a of unit"),
            "da_hat": controls.sequence(DA_HAT, -1, 1, step=0.05, label="gradient dâ of unit"),
        },
        arrays={},
        show=show,
        draw=draw,
        sentence=(
            "The mean of a is {mean:.2f} and σ is {sigma:.2f}; the largest entry of da is {longest:.2f}, "
            "its sum {sum:.3f} and its product with â {along:.3f}."
        ),
    )
