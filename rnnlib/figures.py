"""The book's figures: one style, one palette for light and dark pages, one way to show a figure.

A figure is built with :func:`new`, told in one sentence with :func:`describe`, and shown with :func:`show` as
inline SVG: sharp at every size, legible in light and dark, byte for byte the same on every run.
"""

import io
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnnlib.svg import inline
from rnnlib.symbols import in_html

# Each colour can be seen on white and on black. A page that loads explore.css sets sharper values of the same
# names for light and for dark; INK becomes the colour of the surrounding text.
INK = "#1c1c1c"
PAPER = "#fefefe"  # the page itself: to cover what lies beneath
BLUE = "#2b80db"  # forward quantities
ORANGE = "#d8620c"  # gradients
GREEN = "#008f64"  # predictions
PURPLE = "#935ca6"
RED = "#cc2a44"  # mistakes
GREY = "#75797f"  # what is not in play; data, targets
PALETTE = {"blue": BLUE, "orange": ORANGE, "green": GREEN, "purple": PURPLE, "red": RED, "grey": GREY}

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "axes.labelsize": 11,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "legend.fontsize": 10,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": GREY,
    "grid.alpha": 0.25,
    "lines.linewidth": 2,
    "lines.markersize": 6,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "axes.prop_cycle": cycler(color=list(PALETTE.values())),
    "svg.fonttype": "none",
    "svg.hashsalt": "unrolled",
}
for _name in (
    "text.color",
    "axes.edgecolor",
    "axes.labelcolor",
    "xtick.color",
    "ytick.color",
    "patch.edgecolor",
):
    STYLE[_name] = INK

COLOURS = {INK: "currentColor", PAPER: "var(--rnn-paper, transparent)"} | {
    value: f"var(--rnn-{name}, {value})" for name, value in PALETTE.items()
}


def style() -> AbstractContextManager[None]:
    """Return the context in which everything is drawn in the house style."""
    return mpl.rc_context(STYLE)


def _styled(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def in_style(*args: Any, **kwargs: Any) -> Any:
        if mpl.rcParams["svg.hashsalt"] == STYLE["svg.hashsalt"]:  # inside already
            return method(*args, **kwargs)
        with style():
            return method(*args, **kwargs)

    return in_style


class _HouseAxes(Axes):
    """Axes that draw in the house style, whatever the reader's own rcParams are."""


for _name in (
    *("plot", "scatter", "bar", "barh", "step", "stem", "hist", "errorbar", "fill_between", "contour"),
    *("axhline", "axvline", "axhspan", "axvspan", "hlines", "vlines", "text", "annotate", "legend", "grid"),
    *("set_title", "set_xlabel", "set_ylabel", "clabel", "quiver", "twinx"),
):
    setattr(_HouseAxes, _name, _styled(getattr(Axes, _name)))


def new(
    width: float = 5.2,
    height: float = 3.2,
    nrows: int = 1,
    ncols: int = 1,
    margins: tuple[float, float, float, float] = (0.75, 0.25, 0.55, 0.35),
    **kwargs: Any,
) -> tuple[Figure, Any]:
    """Make a figure in the house style, independent of pyplot.

    Parameters
    ----------
    width, height : float
        Size in inches; text is 11 pt at this size.
    nrows, ncols : int
        Grid of axes.
    margins : tuple of float
        Left, right, bottom and top margin in inches: fixed, so that axes stay still from frame to frame.
    **kwargs
        Passed to ``Figure.subplots`` (``sharex``, ``width_ratios``, ...).

    Returns
    -------
    fig : Figure
    ax : Axes, or an array of Axes of shape (nrows, ncols) without the axes of length 1
    """
    left, right, bottom, top = margins
    if width <= left + right or height <= bottom + top:
        raise ValueError(f"width and height must exceed the margins {margins}, got {width} x {height}")
    with style():
        fig = Figure(figsize=(width, height))
        ax = fig.subplots(nrows, ncols, subplot_kw={"axes_class": _HouseAxes}, **kwargs)
        fig.subplots_adjust(left / width, bottom / height, 1 - right / width, 1 - top / height, 0.35, 0.45)
    return fig, ax


def describe(fig: Figure, sentence: str) -> Figure:
    """Say in one sentence what the figure shows: its text alternative. Returns the figure."""
    if not isinstance(sentence, str) or not sentence.strip():
        raise ValueError(f"sentence must be a text that says what the figure shows, got {sentence!r}")
    fig.set_label(" ".join(sentence.split()))
    return fig


def sentence(fig: Figure) -> str:
    """Return the sentence given to :func:`describe`, or raise ValueError where there is none."""
    if not isinstance(fig, Figure):
        raise TypeError(f"fig must be a matplotlib Figure, got {type(fig).__name__}")
    if not fig.get_label():
        raise ValueError(
            "fig has no text alternative: call figures.describe(fig, sentence) before showing it"
        )
    return str(fig.get_label())


def svg(fig: Figure, prefix: str | None = None) -> str:
    """Render a figure as inline SVG with its sentence as text alternative; the same bytes on every run.

    Ids begin with `prefix`, by default a hash of the content, so that two figures on a page never share one.
    """
    told = sentence(fig)
    with style():
        buffer = io.StringIO()
        fig.savefig(buffer, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return inline(buffer.getvalue(), told, COLOURS, prefix)


class Shown:
    """A figure ready to be the last expression of a cell."""

    def __init__(self, fig: Figure, caption: str | None) -> None:
        self.sentence = sentence(fig)
        caption = f"<figcaption>{in_html(caption)}</figcaption>" if caption else ""
        self.html = f'<figure class="rnn-figure">\n{svg(fig)}\n{caption}</figure>'

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"Figure: {self.sentence}"


def show(fig: Figure, caption: str | None = None) -> Shown:
    """Show a figure as inline SVG with its text alternative and, beneath it, a caption.

    The caption is plain text; a symbol such as ``W_hh`` or ``x_{t+1}`` is shown with its subscript.
    """
    return Shown(fig, caption)


def sub(index: int | str) -> str:
    """Write an index as a subscript: ``"h" + sub(12)`` is h₁₂."""
    return str(index).translate(str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"))


def unrolled(
    ax: Axes,
    T: int,
    *,
    inputs: Collection[int] | None = None,
    outputs: Collection[int] | None = None,
    losses: Collection[int] = (),
    now: int | None = None,
    back: int | None = None,
    labels: Mapping[str, str] | None = None,
    colors: Mapping[Any, str] | None = None,
    weights: bool = False,
) -> dict[str, tuple[float, float]]:
    """Draw the network unrolled over T steps: x_t below, h_t in the middle, ŷ_t above.

    Parameters
    ----------
    ax : Axes
        Emptied of its frame and scaled to the drawing.
    T : int
        Number of steps.
    inputs, outputs, losses : collection of int
        Steps that have an x, a ŷ, an L (default: every step has x and ŷ, none has L).
    now : int, optional
        Forward pass at step `now`: this step is blue, later ones are grey.
    back : int, optional
        Backward pass come back to step `back`: arrows from L_t and ŷ_t down to h_t and from h_T to h_back are
        orange and reversed.
    labels : mapping, optional
        Texts of nodes in place of their symbols; nodes are called ``"x1"``, ``"h0"``, ``"y2"``, ``"L3"``.
    colors : mapping, optional
        Colour of a node (``"h2"``) or of an edge (``("h1", "h2")``), above all else.
    weights : bool
        Name the weights on the first edges of each kind.

    Returns
    -------
    dict
        Position of each node in data coordinates, to add to the drawing.
    """
    steps = range(1, T + 1)
    if T < 1 or any(step is not None and step not in steps for step in (now, back)):
        raise ValueError(f"T must be at least 1, now and back in 1..T; got T={T}, now={now}, back={back}")
    rows = {
        "x": (0.0, steps if inputs is None else inputs),
        "h": (1.0, range(T + 1)),
        "y": (2.0, steps if outputs is None else outputs),
        "L": (3.0, losses),
    }
    at = {f"{kind}{t}": (float(t), height) for kind, (height, ts) in rows.items() for t in ts}
    edges = [(f"{a}{t - (a == b)}", f"{b}{t}") for t in steps for a, b in ("xh", "hh", "hy", "yL")]
    edges = [edge for edge in edges if edge[0] in at and edge[1] in at]
    labels, colors = labels or {}, colors or {}
    symbols = {"x": "x", "h": "h", "y": "ŷ", "L": "L"}

    def role(end: str) -> str:
        t = int(end[1:])
        if back is not None and end[0] != "x" and t >= back:
            return ORANGE
        if now is not None:
            return BLUE if t == now else INK if t < now else GREY
        return INK

    with style():
        for start, end in edges:
            color = colors.get((start, end), role(end))
            reverse = (
                color == ORANGE and back is not None and not (start == f"h{back - 1}" or start[0] == "x")
            )
            if back is not None and not reverse and (start, end) not in colors:
                color = GREY
            head, tail = (start, end) if reverse else (end, start)
            arrow = {
                "arrowstyle": "-|>",
                "color": color,
                "lw": 1.6,
                "shrinkA": 14,
                "shrinkB": 14,
                "mutation_scale": 11,
            }
            ax.annotate("", at[head], at[tail], arrowprops=arrow)
        for name, (x, y) in at.items():
            color = colors.get(name, role(name))
            current = name in (f"h{now}", f"h{back}")
            face = (color, 0.2) if current else "none"
            ax.plot([x], [y], "o", ms=26, mfc=face, mec=color, mew=1.6, clip_on=False)
            text = labels.get(name, symbols[name[0]] + sub(name[1:]))
            ax.text(x, y, text, color=INK if current else color, ha="center", va="center_baseline")
        if weights:
            for text, x, y, ha in (
                ("W_xh", 1.08, 0.5, "left"),
                ("W_hh", 0.5, 1.2, "center"),
                ("W_hy", 1.08, 1.5, "left"),
            ):
                ax.text(x, y, text, color=GREY, fontsize=10, ha=ha, va="center")
    top = 3.0 if losses else 2.0
    ax.set(xlim=(-0.35, T + 0.35), ylim=(-0.4, top + 0.4))
    ax.axis("off")
    return at
