"""The one-neuron network: one input, one hidden unit, one output, one step, every number by hand.

h₁ = tanh(W_xh x + W_hh h₀),  ŷ = W_hy h₁,  L = ½(ŷ − y)²
"""

from collections.abc import Callable, Mapping

import sympy as sp
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore.definition import Definition, Input

W_xh, W_hh, W_hy, x, y, eta, h_0 = sp.symbols("W_xh W_hh W_hy x y eta h_0", real=True)
a, h, y_hat, L = sp.symbols("a h y_hat L", real=True)


def draw(values: Mapping[str, float], text: Callable[[float], str]) -> Figure:
    """Draw the computation from left to right: values in blue, gradients beneath them in orange."""
    fig, ax = figures.new(5.2, 3.5, margins=(0.05, 0.05, 0.05, 0.05))
    at = {
        "x": (0, 2),
        "h_0": (0, 0),
        "a": (1.6, 1),
        "h": (2.7, 1),
        "y_hat": (4.2, 1),
        "L": (5.3, 1),
        "y": (5.3, 2.3),
    }
    for start, end in ("x", "a"), ("h_0", "a"), ("a", "h"), ("h", "y_hat"), ("y_hat", "L"), ("y", "L"):
        arrow = {"arrowstyle": "-|>", "color": figures.GREY, "lw": 1.4, "shrinkA": 13, "shrinkB": 13}
        ax.annotate("", at[end], at[start], arrowprops=arrow)
    for name, node in zip(at, ("x", "h₀", "a", "h₁", "ŷ", "L", "y"), strict=True):
        ax.plot(*at[name], "o", ms=24, mfc="none", mec=figures.INK, mew=1.4)
        ax.text(*at[name], node, fontsize=12, ha="center", va="center_baseline")

    def slot(name: str, across: float, up: float, color: str = figures.BLUE) -> None:
        shown = text(values[name])
        ax.text(across, up, shown, color=color, fontsize=12, ha="center", va="center", gid=f"slot:{name}")

    for name, (across, up) in at.items():
        slot(name, across, up - 0.45 if name == "L" else up + 0.45)
    for name in ("a", "h", "y_hat"):
        slot(f"d{name}", at[name][0], at[name][1] - 0.45, figures.ORANGE)
    for name, across, up in ("W_xh", 1.1, 2.1), ("W_hh", 1.2, 0.0), ("W_hy", 3.45, 1.9):
        ax.text(across, up + 0.28, name, fontsize=12, ha="center", va="center")
        slot(name, across, up)
        slot(f"d{name}", across, up - 0.28, figures.ORANGE)
    ax.text(5.75, -0.35, "value", color=figures.BLUE, ha="right")
    ax.text(5.75, -0.65, "gradient of L", color=figures.ORANGE, ha="right")
    ax.set(xlim=(-0.45, 5.8), ylim=(-0.75, 2.95))
    ax.axis("off")
    return fig


DEFINITION = Definition(
    inputs={
        W_xh: Input("input weight W_xh", 0.5, -2, 2, 0.05),
        W_hh: Input("recurrent weight W_hh", 0.8, -2, 2, 0.05),
        W_hy: Input("output weight W_hy", 0.3, -2, 2, 0.05),
        x: Input("input x", 1.0, -2, 2, 0.05),
        y: Input("target y", 0.6, -2, 2, 0.05),
        eta: Input("learning rate η", 0.1, 0, 2, 0.05),
        h_0: Input("state before, h_0", 0.0, -1, 1, 0.05),
    },
    forward={
        a: sp.Add(W_xh * x, W_hh * h_0, evaluate=False),
        h: sp.tanh(a),
        y_hat: W_hy * h,
        L: (y_hat - y) ** 2 / 2,
    },
    loss=L,
    weights=(W_xh, W_hh, W_hy),
    rate=eta,
    draw=draw,
    sentence=(
        "The state is {h}, the prediction {y_hat} and the loss {L}; "
        "the gradient is {dW_xh} for W_xh, {dW_hh} for W_hh and {dW_hy} for W_hy. "
        "After a step the weights are {W_xh_new}, {W_hh_new} and {W_hy_new}."
    ),
    latex={"h": "h_1", "y_hat": r"\hat y", "eta": r"\eta"},
)

compute = DEFINITION.compute
