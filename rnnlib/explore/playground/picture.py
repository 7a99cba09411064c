"""The picture of the playground: the curves of training, and one sequence seen step by step."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.data.names import ALPHABET
from rnnlib.explore import marks
from rnnlib.explore.playground.view import COLUMNS, INPUTS, SIGNS, TOP, UNITS
from rnnlib.explore.spelling import Values

UPDATES, BIN = 1000, 10  # updates of a run, and how many make a point of the curves
LETTERS = ["▷", "■", "␣", *ALPHABET[1:]]  # of the names: ▷ begins one and ■ ends it
ALL = [*SIGNS, *LETTERS]
WORDS = {"reads": ALL, "right": ALL, "says": ALL, "likely": ALL, "end": ["", ", and training has diverged"]}
CAPTION = (
    "Top: loss and share of right answers, means of ten updates; each update has 16 fresh sequences. Below: "
    "one sequence, from its first step on the left to its last. Its inputs; the output, dashed the right "
    "number, or for classes the probability of the right one; the units of the state, blue above 0 and red "
    "below; and how strongly the loss at the step looked at still depends on each input before it."
)
SENTENCE = (
    "After {n} updates the loss is {loss:.3f} and the share of right answers {share:.2f}{end}. "
    "At step {step} of {last} the network reads {reads}; right is {right}, and it says {says}."
)
SMALL = 10.5


def draw(values: Values) -> Figure:
    """Draw all panels."""
    fig, (curves, inputs, output, states, back, odds) = figures.new(
        4.4, 7.9, nrows=6, margins=(0.72, 0.2, 0.4, 0.3), height_ratios=(1.6, 0.8, 1.1, 1.9, 1.3, 0.8)
    )
    fig.subplots_adjust(hspace=0.5)
    _curves(fig, curves, values)
    for ax in (inputs, output, states, back):
        ax.set(xlim=(0, COLUMNS), xticks=[])
    _strip(inputs, values, "inputs", INPUTS)
    inputs.set_ylabel("inputs", fontsize=SMALL)
    said = "step {step} reads {reads}; right: {right}; says: {says}"
    marks.text(inputs, 0, 1.12, values, said, transform=inputs.transAxes, fontsize=SMALL)
    middles = np.arange(COLUMNS) + 0.5
    marks.line(output, values, "answer", x=middles, color=figures.GREY, linestyle="--", label="the answer")
    marks.line(output, values, "output", x=middles, color=figures.GREEN, linewidth=2, label="the output")
    output.set(ylim=(-0.2, 2.1), yticks=[0, 1, 2])
    output.set_ylabel("output", fontsize=SMALL)
    _strip(states, values, "states", UNITS)
    states.set_ylabel("state h", fontsize=SMALL)
    marks.line(back, values, "reach", x=middles, color=figures.ORANGE, linewidth=2, label="the gradient")
    back.set(yscale="log", ylim=(1e-10, 1e3))
    back.set_yticks([1e-8, 1e-4, 1], ["10⁻⁸", "10⁻⁴", "1"])
    back.minorticks_off()
    back.set_ylabel("‖∂L/∂x‖", fontsize=SMALL)
    for x, template, side in ((0, "step 1", "left"), (1, "step {last}", "right")):
        marks.text(back, x, -0.25, values, template, ha=side, transform=back.transAxes, fontsize=SMALL)
    places = np.arange(TOP) + 0.5
    marks.bars(odds, values, "p", x=places, width=0.7, color=figures.GREEN, label="the probabilities")
    marks.letters(odds, values, "likely", TOP, y=-0.35, fontsize=SMALL)
    odds.set(xlim=(0, TOP), ylim=(0, 1), xticks=[], yticks=[0, 1])
    odds.set_ylabel("p", fontsize=SMALL)
    return fig


def _strip(ax: Axes, values: Values, name: str, rows: int) -> None:
    marks.cells(ax, values, name, left=0, top=1, width=1, height=1 / rows)
    marks.line(ax, values, "chosen", color=figures.INK, linewidth=1, linestyle=":", label="the step")
    ax.set(ylim=(0, 1), yticks=[])


def _curves(fig: Figure, whole: Axes, values: Values) -> None:
    """Draw loss and share side by side in the place of one panel."""
    left, low, width, height = whole.get_position().bounds
    low, height = low + 0.015, height - 0.015  # room for the words below
    loss, share = (
        whole,
        fig.add_axes((left + 0.58 * width, low, 0.42 * width, height), axes_class=type(whole)),
    )
    loss.set_position((left, low, 0.42 * width, height))
    updates = np.arange(BIN, UPDATES + 1, BIN)
    marks.line(loss, values, "losses", x=updates, color=figures.BLUE, label="the loss")
    loss.set(yscale="log", ylim=(1e-3, 10))
    loss.set_yticks([1e-3, 0.1, 10], ["0.001", "0.1", "10"])
    loss.minorticks_off()
    marks.line(share, values, "shares", x=updates, color=figures.GREEN, label="the share")
    share.set(ylim=(-0.02, 1.02), yticks=[0, 0.5, 1])
    for ax, template in ((loss, "loss {loss:.3f}"), (share, "right {share:.2f}")):
        ax.set(xlim=(0, UPDATES), xticks=[0, 1000])
        marks.text(ax, 0, 1.06, values, template, transform=ax.transAxes, fontsize=SMALL)
    look = {"ha": "center", "va": "top", "transform": loss.transAxes, "fontsize": 10}
    marks.text(loss, 0.5, -0.1, values, "{n} updates", **look)  # between the numbers on the axis
