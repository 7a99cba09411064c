"""Starting weights: how the spread of the states and of the gradient goes on over sixty steps."""

import math
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import chance, layer_norm, nonlinearities, starting

T, H, FIRST = 60, 32, 0.3  # steps, units, and the spread of h_0


def matrix(scheme: str, r: np.ndarray) -> np.ndarray:
    """Return W_hh (H, H) by a scheme, from standard normal numbers that are drawn."""
    z = chance.normals(r, H * H).reshape(H, H)
    W = z / math.sqrt(H)  # Xavier's variance: 2/(H + H)
    if scheme == "He":
        W = z * math.sqrt(2 / H)
    if scheme == "identity":
        W = np.eye(H)
    if scheme == "orthogonal":
        W = starting.orthogonal(z)
    return W


def spread(a: np.ndarray) -> float:
    """Return the root of the mean square, or nothing where a logarithm would show rounding only."""
    size = math.sqrt(np.sum(a**2) / len(a))
    return size if size > 1e-13 else np.nan


def there_and_back(W: np.ndarray, h0: np.ndarray, dh: np.ndarray, f: str, norm: bool) -> dict[str, Any]:
    """Run h0 forwards through W (T, H, H), with layer norm or without, and the last gradient dh back."""
    h, slopes, pre, ones = np.zeros((T + 1, H)), np.zeros((T, H)), np.zeros((T, H)), np.ones(H)
    h[0] = h0
    for t in range(T):
        pre[t] = W[t] @ h[t]
        a = pre[t]
        if norm:
            a, _sigma = layer_norm.standardise(pre[t])
        h[t + 1] = nonlinearities.F[f](a)
        slopes[t] = nonlinearities.SLOPE[f](h[t + 1])
    forwards, backwards = np.full(T + 1, np.nan), np.full(T + 1, np.nan)
    forwards[T] = spread(h[T])
    backwards[T] = spread(dh)
    for t in range(T - 1, -1, -1):
        da = slopes[t] * dh
        if norm:
            da, _gain, _shift = layer_norm.normalise_backward(da, pre[t], ones)
        dh = W[t].T @ da
        forwards[t] = spread(h[t])
        backwards[t] = spread(dh)
    return {"forwards": forwards, "backwards": backwards, "last": forwards[T], "first": backwards[0]}


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Draw the matrices by the scheme, and run forwards and back."""
    fresh = settings["copies"] == "a new one"
    r = chance.begin(settings["seed"])
    h0, dh = FIRST * chance.normals(r, H), chance.normals(r, H)
    W = np.zeros((T, H, H))
    for t in range(T):
        W[t] = matrix(settings["scheme"], r) if t == 0 or fresh else W[0]
    return there_and_back(W, h0, dh, settings["f"], False)


def draw(values: Values) -> Figure:
    """Draw both spreads on a logarithmic scale."""
    fig, (top, bottom) = figures.new(4.4, 4.4, nrows=2, sharex=True, margins=(0.7, 0.2, 0.55, 0.35))
    marks.line(top, values, "forwards", color=figures.BLUE, label="spread of the states")
    marks.line(bottom, values, "backwards", color=figures.ORANGE, label="spread of the gradient")
    top.axhline(FIRST, color=figures.GREY, linestyle="--", linewidth=1)
    bottom.axhline(1, color=figures.GREY, linestyle="--", linewidth=1)
    ticks = [1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9]
    for ax, title in ((top, "spread of the state h_t →"), (bottom, "← spread of the gradient ∂L/∂h_t")):
        ax.set(yscale="log", ylim=(1e-10, 1e10), yticks=ticks, xlim=(0, T))
        ax.set_title(title)
    bottom.set_xlabel("step t")
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="starting-weights",
        caption=(
            "Spread: the root of the mean square. Blue runs forwards from a random state, orange backwards "
            "from a random gradient at the last one; dashed is where each began. Try some seeds. Then take a "
            "new W_hh at every step, as in a deep network. Then look for a start that keeps both, for ReLU "
            "and for tanh."
        ),
        controls={
            "scheme": controls.choice(
                ["Xavier", "He", "orthogonal", "identity"], value="He", label="W_hh by"
            ),
            "f": controls.choice(["tanh", "ReLU", "sigmoid"], value="ReLU", label="activation f"),
            "copies": controls.choice(["the same matrix", "a new one"], label="at every step"),
            "seed": controls.slider(0, 20, value=17, step=1, label="seed"),
        },
        arrays={},
        show=show,
        draw=draw,
        sentence=(
            "{scheme}, {f}, {copies}: after 60 steps the spread of the states is {last:.1e}"
            ", that of the gradient at the first state {first:.1e}."
        ),
    )
