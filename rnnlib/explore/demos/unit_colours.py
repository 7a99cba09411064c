"""The reader's own text, in the colours of one unit of the network that learned the names."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.data.names import ALPHABET
from rnnlib.explore import controls, marks
from rnnlib.explore.demos.names import SHOWN, tokens_of
from rnnlib.explore.demos.next_letter import network
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import language, rnn

LONGEST = 24
PLACES = LONGEST + 1  # the start and the letters
FOUND = {  # by the measure of chapter 8
    "the slider says": 0,
    "rises through a word": 71,
    "marks where a word begins": 70,
}


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Run the network over the text and pick one unit."""
    text = settings["text"]
    n = len(text)
    tokens = tokens_of(text, n)
    x = language.embed(state["E"], tokens)
    h, _ = rnn.forward(state, x, np.zeros(len(state["b_h"])))
    unit = settings["which"]
    if unit == 0:
        unit = settings["unit"]
    letters, colours, curve = np.full(PLACES, -1.0), np.zeros(PLACES), np.full(PLACES, np.nan)
    for t in range(n + 1):
        letters[t] = tokens[t]
        curve[t] = h[t + 1, unit - 1]
        colours[t] = curve[t]
    return {
        "letters": letters,
        "colours": colours,
        "h": curve,
        "number": unit,
        "so_far": text,
        "now": curve[n],
    }


def draw(values: Values) -> Figure:
    """Draw the letters on their colours, and the unit's state below."""
    fig, (top, ax) = figures.new(
        4.4, 2.9, nrows=2, sharex=True, margins=(0.6, 0.1, 0.35, 0.1), height_ratios=(1, 2.4)
    )
    marks.cells(top, values, "colours", left=0, top=0.5, width=1, height=1, most=2.5)
    marks.letters(top, values, "letters", PLACES, fontsize=12)
    marks.text(top, 0, 0.75, values, "unit {number:.0f}: {now:.2f} after the last letter", fontsize=10)
    top.set(xlim=(0, PLACES), ylim=(-0.6, 1.2))
    top.axis("off")
    ax.axhline(0, color=figures.GREY, linewidth=0.8)
    marks.line(ax, values, "h", x=np.arange(PLACES) + 0.5, color=figures.BLUE, marker="o", markersize=4)
    ax.set(ylim=(-1.08, 1.08), yticks=[-1, 0, 1], xticks=[], ylabel="its state", xlabel="letters read")
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="unit-colours",
        caption=(
            "Type a text, and choose a unit: the two that the measure of this section found, or any of the "
            "128 with the slider. Blue is positive, red negative. What does the unit do at a space?"
        ),
        controls={
            "text": controls.text(
                "smiling cat with a halo", alphabet=ALPHABET, longest=LONGEST, label="your text"
            ),
            "which": controls.choice(FOUND, label="the unit that"),
            "unit": controls.slider(1, 128, value=70, step=1, label="unit"),
        },
        arrays=network(),
        show=show,
        draw=draw,
        sentence="Unit {number:.0f} reads “{so_far}” and stands at {now:.2f} after its last letter.",
        words={"letters": SHOWN, "so_far": ALPHABET},
    )
