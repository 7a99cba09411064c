"""Starting weights: how the spread of the states and of the gradient goes on over sixty steps."""

import math
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import layer_norm, nonlinearities

T, FIRST = 60, 0.3  # steps, and the spread of h_0
PRIME = 2147483647  # 2³¹ − 1


def normals(seed: int, n: int) -> np.ndarray:
    """Return n numbers from N(0, 1), by the rules of Park and Miller and of Box and Muller."""
    numbers = np.zeros(n)
    s = 123456789 + 1000003 * seed
    for i in range(n):
        s = (16807 * s) % PRIME
        u = s / PRIME
        s = (16807 * s) % PRIME
        numbers[i] = math.sqrt(-2 * math.log(u)) * math.cos(2 * np.pi * s / PRIME)
    return numbers


def starting(scheme: str, z: np.ndarray) -> np.ndarray:
    """Return W_hh (H, H) by a scheme, from standard normal numbers z (H, H)."""
    H = len(z)
    W = z / math.sqrt(H)  # Xavier's variance: 2/(H + H)
    if scheme == "He":
        W = z * math.sqrt(2 / H)
    if scheme == "identity":
        W = np.eye(H)
    if scheme == "orthogonal":
        for i in range(H):  # Gram and Schmidt: take from a row what lies along those above it
            row = z[i].copy()
            for j in range(i):
                row = row - W[j] * np.sum(W[j] * row)
            W[i] = row / math.sqrt(np.sum(row**2))
    return W


def spread(a: np.ndarray) -> float:
    """Return the root of the mean square, or nothing where a logarithm would show rounding only."""
    size = math.sqrt(np.sum(a**2) / len(a))
    return size if size > 1e-13 else np.nan


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Run forwards from a random state, and back from a random gradient at the last one."""
    H, f, fresh, ones = (
        settings["H"],
        settings["f"],
        settings["copies"] == "a new one",
        np.ones(settings["H"]),
    )
    z = normals(settings["seed"], 2 * H + T * H + (T * H * H if fresh else H * H))
    W, h, slopes, pre = np.zeros((T, H, H)), np.zeros((T + 1, H)), np.zeros((T, H)), np.zeros((T, H))
    h[0] = FIRST * z[:H]
    for t in range(T):
        if t == 0 or fresh:
            begin = 2 * H + T * H + t * H * H
            W[t] = settings["gain"] * starting(settings["scheme"], z[begin : begin + H * H].reshape(H, H))
        else:
            W[t] = W[0]
        pre[t] = W[t] @ h[t]
        if settings["inputs"]:
            pre[t] = pre[t] + FIRST * z[(t + 1) * H : (t + 2) * H]
        a = pre[t]
        if settings["norm"]:
            a, _sigma = layer_norm.standardise(pre[t])
        h[t + 1] = nonlinearities.F[f](a)
        slopes[t] = nonlinearities.SLOPE[f](h[t + 1])
    dh = z[(T + 1) * H : (T + 2) * H]
    forwards, backwards = np.full(T + 1, np.nan), np.full(T + 1, np.nan)
    forwards[T] = spread(h[T])
    backwards[T] = spread(dh)
    for t in range(T - 1, -1, -1):
        da = slopes[t] * dh
        if settings["norm"]:
            da, _gain, _shift = layer_norm.normalise_backward(da, pre[t], ones)
        dh = W[t].T @ da
        forwards[t] = spread(h[t])
        backwards[t] = spread(dh)
    return {"forwards": forwards, "backwards": backwards, "last": forwards[T], "first": backwards[0]}


def draw(values: Values) -> Figure:
    """Draw both spreads on a logarithmic scale."""
    fig, (top, bottom) = figures.new(5.2, 4.6, nrows=2, sharex=True, margins=(0.75, 0.2, 0.55, 0.35))
    marks.line(top, values, "forwards", color=figures.BLUE, label="spread of the states")
    marks.line(bottom, values, "backwards", color=figures.ORANGE, label="spread of the gradient")
    top.axhline(FIRST, color=figures.GREY, linestyle="--", linewidth=1)
    bottom.axhline(1, color=figures.GREY, linestyle="--", linewidth=1)
    ticks = [1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9]
    for ax, title in ((top, "spread of the state h_t →"), (bottom, "← spread of the gradient ∂L/∂h_t")):
        ax.set(yscale="log", ylim=(1e-10, 1e10), yticks=ticks, xlim=(0, T))
        ax.set_title(title, fontsize=10)
    bottom.set_xlabel("step t")
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="starting-weights",
        caption=(
            "Blue runs forwards from a random state, orange backwards from a random gradient at the last "
            "one; dashed is where each would stay. Try some seeds. Then take a new W_hh "
            "at every step, as in a deep network. Then look for what keeps both for tanh."
        ),
        controls={
            "scheme": controls.choice(
                ["Xavier", "He", "orthogonal", "identity"], value="He", label="W_hh by"
            ),
            "f": controls.choice(["tanh", "ReLU", "sigmoid"], value="ReLU", label="activation f"),
            "copies": controls.choice(["the same matrix", "a new one"], label="at every step"),
            "gain": controls.slider(0.5, 2, value=1, step=0.05, label="gain"),
            "H": controls.slider(4, 32, value=24, step=4, label="units H"),
            "seed": controls.slider(0, 20, value=1, step=1, label="seed"),
            "inputs": controls.toggle(False, label="inputs at every step"),
            "norm": controls.toggle(False, label="layer norm"),
        },
        arrays={},
        show=show,
        draw=draw,
        sentence=(
            "{scheme}, {f}, {copies}, gain {gain:.2f}: after 60 steps the spread of the states is {last:.2g}"
            ", that of the gradient at the first state {first:.2g}."
        ),
    )
