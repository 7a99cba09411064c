"""The error of a difference quotient against its step: the formula's share, and that of rounding.

Rounding differs between two programs that compute a tanh in two ways. So everything here is made of + − · /
on numbers that begin as whole ones: these are rounded alike everywhere, and a page shows the very digits that
Python finds. For the same reason the steps are powers of two.
"""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values

W_XH, B_H, W_HY, B_Y, H_0 = 0.9, 0.1, 0.8, 0.05, 0.2
TENTHS = {"x": np.array([10, 5, -5, 2, 0]), "y": np.array([6, 4, -3, 5, -6])}
FINEST = 50  # steps from 1 down to 2⁻⁵⁰
STEPS = 2.0 ** -np.arange(FINEST + 1)
# Gauss and Legendre's rule with six points: the mean of a function from −1 to 1.
PLACES, SHARES = np.polynomial.legendre.leggauss(6)
EPS = {"float64": 2.0**-52, "float32": 2.0**-23}
SPLIT = 2.0**29 + 1  # Dekker's: leaves 24 of the 53 binary digits
WIDEST, HIGHEST = 3, 1.2  # of the picture of the loss
WEIGHTS = np.linspace(-WIDEST, WIDEST, 61)
LEAST, MOST = 1e-14, 10.0  # of the errors that are drawn


def kept(number: float, single: bool) -> float:
    """Return a number as it is stored: to 24 binary digits where it is single."""
    large = SPLIT * number
    return large - (large - number) if single else number


def tanh(a: float) -> float:
    """Return tanh a by Lambert's continued fraction."""
    below = 45.0
    for odd in range(43, 0, -2):
        below = odd + a * a / below
    return a / below


def loss(w: float, x: Any, y: Any, single: bool) -> float:
    """Return the loss of a network of one unit with W_hh = w, every result stored as it would be."""
    h, total = H_0, 0.0
    for t in range(5):
        a = kept(kept(W_XH * x[t] / 10, single) + kept(w * h, single) + B_H, single)
        h = kept(tanh(a), single)
        miss = kept(kept(W_HY * h, single) + B_Y - y[t] / 10, single)
        total = kept(total + kept(miss * miss, single), single)
    return kept(total / 5, single)


def slope(w: float, x: Any, y: Any) -> float:
    """Return dL/dW_hh, carried forwards with the state."""
    h, dh, total = H_0, 0.0, 0.0
    for t in range(5):
        before = h
        h = tanh(W_XH * x[t] / 10 + w * h + B_H)
        dh = (1 - h * h) * (before + w * dh)
        total = total + 2 * (W_HY * h + B_Y - y[t] / 10) * W_HY * dh
    return total / 5


def quotient(w: float, step: float, state: dict[str, Any], settings: dict[str, Any]) -> float:
    """Return the slope of the line through two points of the loss."""
    x, y = state["x"], state["y"]
    single = settings["stored"] == "float32"
    above = loss(kept(w + step, single), x, y, single)
    if settings["formula"] == "central":
        return (above - loss(kept(w - step, single), x, y, single)) / (2 * step)
    return (above - loss(w, x, y, single)) / step


def formula_error(w: float, step: float, state: dict[str, Any], settings: dict[str, Any]) -> float:
    """Return how far the exact quotient is off: the mean slope over the way, less the slope at the point."""
    x, y = state["x"], state["y"]
    here, off = slope(w, x, y), 0.0
    for i in range(6):
        place = state["places"][i] if settings["formula"] == "central" else (1 + state["places"][i]) / 2
        off = off + state["shares"][i] / 2 * (slope(w + step * place, x, y) - here)
    return off


def seen(error: float) -> float:
    """Return an error, or NaN where it lies outside the picture."""
    return error if error > LEAST and error < MOST else np.nan


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Take the quotient with every step, and tell the parts of the error at the chosen one."""
    x, y = state["x"], state["y"]
    single, central = settings["stored"] == "float32", settings["formula"] == "central"
    w = kept(settings["w"], single)
    true, eps = slope(w, x, y), state["eps_single"] if single else state["eps_double"]
    # The slope's own slopes, for the leading term of the formula's error.
    near, above, below = 1e-3, slope(w + 1e-3, x, y), slope(w - 1e-3, x, y)
    first, second = (above - below) / (2 * near), (above - 2 * true + below) / (near * near)
    size = np.abs(loss(w, x, y, False))
    n = FINEST + 1
    error, by_formula, by_rounding = np.full(n, np.nan), np.zeros(n), np.zeros(n)
    step, best, least, each = 1.0, 1.0, 1e9, 1.0
    for k in range(n):
        off = np.abs(quotient(w, each, state, settings) - true)
        error[k] = seen(off)
        if off < least:
            least, best = off, each
        if k == settings["k"]:
            step = each
        by_formula[k] = seen(each * each * np.abs(second) / 6 if central else each * np.abs(first) / 2)
        by_rounding[k] = seen(eps * size / each)
        each = each / 2
    found = quotient(w, step, state, settings)
    off = found - true
    formula = formula_error(w, step, state, settings)
    curve = np.zeros(61)
    for i in range(61):
        curve[i] = loss((i - 30) / 10, x, y, False)
    left = w - step if central else w
    two = np.zeros((2, 2))
    two[0, 0] = left
    two[0, 1] = w + step
    two[1, 0] = loss(left, x, y, False)
    two[1, 1] = loss(w + step, x, y, False)
    line, rule = np.zeros((2, 2)), np.zeros((2, 2))
    for end in range(2):
        across = WIDEST * (2 * end - 1)
        up = two[1, 1] + found * (across - two[0, 1])
        bound = np.minimum(np.maximum(up, 0), HIGHEST)  # the line ends where it leaves the picture
        line[0, end] = across if up == bound else two[0, 1] + (bound - two[1, 1]) / found
        line[1, end] = bound
        rule[0, end] = eps ** (1 / 3) if central else eps ** (1 / 2)
        rule[1, end] = LEAST if end == 0 else MOST
    mark = np.zeros((2, 1))
    mark[0, 0] = step
    mark[1, 0] = seen(np.abs(off))
    return {
        "curve": curve,
        "two": two,
        "line": line,
        "error": error,
        "by_formula": by_formula,
        "by_rounding": by_rounding,
        "rule": rule,
        "mark": mark,
        "step": step,
        "best": best,
        "found": found,
        "true": true,
        "off": np.abs(off),
        "formula_off": np.abs(formula),
        "rounding_off": np.abs(off - formula),
        "larger": 0 if np.abs(formula) > np.abs(off - formula) else 1,
    }


def draw(values: Values) -> Figure:
    """Draw the loss with the two points, and the error against the step."""
    fig, (top, bottom) = figures.new(
        4.4, 6.0, nrows=2, margins=(0.75, 0.2, 0.55, 0.35), height_ratios=(1, 1.7)
    )
    fig.subplots_adjust(hspace=0.5)
    marks.line(top, values, "curve", x=WEIGHTS, color=figures.BLUE, label="loss L")
    marks.line(top, values, "line", color=figures.ORANGE, linewidth=1.4, label="line through both points")
    marks.line(top, values, "two", color=figures.ORANGE, marker="o", linestyle="none", label="the two points")
    top.set(xlim=(-WIDEST, WIDEST), ylim=(0, HIGHEST), yticks=[0, 0.4, 0.8, 1.2])
    top.set_title("loss against W_hh", fontsize=11, color=figures.BLUE)
    marks.line(bottom, values, "rule", color=figures.GREEN, linewidth=1.2, linestyle=":", label="the rule")
    marks.line(
        bottom, values, "by_formula", x=STEPS, color=figures.PURPLE, linewidth=1.2, label="formula's error"
    )
    marks.line(
        bottom, values, "by_rounding", x=STEPS, color=figures.GREY, linewidth=1.2, label="rounding's error"
    )
    marks.line(bottom, values, "error", x=STEPS, color=figures.RED, linewidth=1.4, label="error")
    marks.line(bottom, values, "mark", color=figures.ORANGE, marker="o", markersize=9, label="your step")
    bottom.set(xscale="log", yscale="log", xlim=(3e-16, 3), ylim=(LEAST, MOST))
    bottom.set(xlabel="step δ", xticks=[1e-15, 1e-10, 1e-5, 1])
    bottom.set(yticks=[1e-12, 1e-9, 1e-6, 1e-3, 1])
    bottom.set_title("error of its slope", fontsize=11, color=figures.RED)
    bottom.minorticks_off()
    bottom.tick_params(axis="x", pad=6)
    place = {"transform": bottom.transAxes, "fontsize": 10, "va": "bottom", "ha": "right"}
    marks.text(bottom, 1, 1.11, values, "formula {formula_off:.1e}", color=figures.PURPLE, **place)
    marks.text(bottom, 1, 1.03, values, "rounding {rounding_off:.1e}", color=figures.GREY, **place)
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="step-size",
        caption=(
            "Above, the loss of a network of one unit, and the line through two of its points, a step δ to "
            "either side of the weight (orange). Below, in red, how far the slope of that line is from the "
            "true one, for every δ; the orange dot is yours. Two errors make it up: the line is no tangent "
            "(purple, the formula's error), and the losses are rounded (grey). Dotted: a rule for δ, derived "
            "below. Make k larger: where does the error turn?"
        ),
        controls={
            "k": controls.slider(0, FINEST, value=3, step=1, label="k, for a step δ = 2⁻ᵏ"),
            "w": controls.slider(-2, 2, value=0.8, step=0.1, label="weight W_hh"),
            "formula": controls.choice(["central", "one-sided"], label="difference"),
            "stored": controls.choice(list(EPS), label="numbers stored as"),
        },
        arrays=TENTHS
        | {
            "places": PLACES,
            "shares": SHARES,
            "eps_double": EPS["float64"],
            "eps_single": EPS["float32"],
        },
        show=show,
        draw=draw,
        sentence=(
            "With δ = {step:.1e} the line has the slope {found:.6f}, the true one is {true:.6f}: the error "
            "is {off:.1e}, and most of it is {larger}. The best step here is {best:.1e}."
        ),
        words={"larger": ["the formula's", "rounding"]},
    )
