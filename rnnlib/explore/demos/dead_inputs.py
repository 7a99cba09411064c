"""Batch norm on dead inputs: leading steps that are alike in all sequences, and the gradient across them."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import batch_norm

H, B, MOST, LIVE = 8, 8, 12, 12  # units, sequences, dead steps at most, and live ones after them
T = MOST + LIVE


def network() -> dict[str, Any]:
    """Return weights, inputs, first states and a gradient from above, to three decimals."""
    rng = np.random.default_rng(1)
    return {
        "W_xh": np.round(rng.normal(size=(H, 1)) / np.sqrt(H), 3),
        "W_hh": np.round(rng.normal(size=(H, H)) / np.sqrt(H), 3),
        "x": np.round(rng.normal(size=(LIVE, B, 1)), 3),
        "noise": np.round(rng.normal(size=(B, H)), 3),
        "above": np.round(rng.normal(size=(B, H)) / np.sqrt(B * H), 3),
    }


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Run forwards and back, and measure the gradient at every step."""
    dead = settings["dead"]
    gamma = np.full(H, float(settings["gamma"]))
    params = {"W_xh": state["W_xh"], "W_hh": state["W_hh"], "b_h": np.zeros(H)}
    params["gamma_x"] = gamma
    params["gamma_h"] = gamma
    x = np.zeros((dead + LIVE, B, 1))
    x[dead:] = state["x"]
    h0 = np.zeros((B, H))
    if settings["noise"]:
        h0 = 0.1 * state["noise"]
    cache = batch_norm.forward(params, x, h0, settings["eps"])
    above = np.zeros((dead + LIVE, B, H))
    above[-1] = state["above"]
    dh, _grads = batch_norm.backward(params, x, cache, above)
    sizes, dead_sizes = np.full(T + 1, np.nan), np.full(T + 1, np.nan)
    for t in range(dead + LIVE + 1):
        size = np.sqrt(np.sum(dh[t] ** 2))
        sizes[t] = size
        if t < dead:
            dead_sizes[t] = size
    return {
        "sizes": sizes,
        "dead_sizes": dead_sizes,
        "first": sizes[0],
        "rounding": sizes[0] * 1.2e-7,
    }


def draw(values: Values) -> Figure:
    """Draw the length of the gradient at every step, the dead ones in red."""
    fig, ax = figures.new(4.4, 3.6, margins=(0.85, 0.2, 0.55, 0.7))
    marks.line(ax, values, "sizes", color=figures.ORANGE, marker="o", markersize=4, label="gradient")
    look = {"linewidth": 6, "alpha": 0.6}
    marks.line(ax, values, "dead_sizes", color=figures.RED, label="gradient at dead steps", **look)
    marks.text(ax, 0, 1.14, values, "length of ∂L/∂h_0: {first:.1e}", transform=ax.transAxes)
    marks.text(
        ax,
        0,
        1.03,
        values,
        "rounded in float32: errors near {rounding:.0e}",
        transform=ax.transAxes,
        fontsize=10,
    )
    ax.axhline(1, color=figures.GREY, linestyle="--", linewidth=1)
    ax.set(yscale="log", ylim=(1e-4, 1e44), yticks=[1, 1e10, 1e20, 1e30, 1e40])
    ax.set(xlim=(-0.5, T + 0.5), xticks=[0, 6, 12, 18, 24], xlabel="step t", ylabel="length of ∂L/∂h_t")
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="dead-inputs",
        caption=(
            "The loss is at the last step; read from right to left. Red: steps whose input is the same in "
            "all sequences. Add them one at a time: by which factor does each multiply the gradient? "
            "Compare it with γ/√ε. Then give every sequence a first state of its own."
        ),
        controls={
            "dead": controls.slider(0, MOST, value=8, step=1, label="dead steps at the beginning"),
            "eps": controls.slider(1e-6, 0.1, value=1e-5, log=True, label="ε"),
            "gamma": controls.slider(0.1, 1, value=0.1, step=0.05, label="γ"),
            "noise": controls.toggle(False, label="a small random h_0 for each sequence"),
        },
        arrays=network(),
        show=show,
        draw=draw,
        sentence=(
            "With {dead} dead steps, ε = {eps:.1e} and γ = {gamma:.2f} the gradient at the first state has "
            "the length {first:.1e}."
        ),
    )
