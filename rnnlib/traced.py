"""A listing with the graph of one step: a term pointed at lights its line, its arrow and its number."""

from collections.abc import Callable, Mapping
from typing import Any

from rnnlib import figures, graphs
from rnnlib.listing import listing
from rnnlib.symbols import in_html

# What each product in the equations of `rnn.backward` is in the graph: the arrow that it goes back along.
TERMS = {
    "(2/T)(ŷ_t − y_t)": ("ŷ_t", "L"),
    "dŷ_t h_tᵀ": ("W_hy", "ŷ_t"),
    "W_hyᵀ dŷ_t": ("h_t", "ŷ_t"),
    "W_hhᵀ da_{t+1}": ("h_t", "a_{t+1}"),
    "(1 − h_t²) ∘ dh_t": ("a_t", "h_t"),
    "da_t x_tᵀ": ("W_xh", "a_t"),
    "da_t h_{t-1}ᵀ": ("W_hh", "a_t"),
}
LIT = """\
.rnn-traced:has([data-term="{i}"]:is(:hover, :focus)) [data-term]:not([data-term="{i}"]) {{ opacity: 0.25; }}
.rnn-traced:has([data-term="{i}"]:is(:hover, :focus)) .rnn-line:has([data-term="{i}"]) {{ background: \
color-mix(in srgb, var(--rnn-orange, #d8620c) 18%, transparent); }}
"""


class Traced:
    """What :func:`traced` returns: the last expression of a cell."""

    def __init__(self, source: str, html: str) -> None:
        self.source, self.html = source, html

    def __repr__(self) -> str:
        return self.source

    def _repr_html_(self) -> str:
        return self.html


def traced(function: Callable[..., Any], numbers: Mapping[str, float], caption: str) -> Traced:
    """Show a listing below the graph of one step, each term of its equations tied to its arrow.

    It needs no script: the rules of a style sheet light what belongs to the term that is pointed at, focused
    or tapped, on either side.

    Parameters
    ----------
    function : the listing, whose equations hold the terms
    numbers : the value of each term, for a network of one unit; the keys are those of ``TERMS``
    caption : what the numbers are, and what to do

    Raises
    ------
    ValueError
        If the numbers are not those of the terms, or a term does not stand once in the equations.
    """
    if numbers.keys() != TERMS.keys():
        raise ValueError(f"numbers must have a value for each of {list(TERMS)}, got {list(numbers)}")
    shown = listing(function)
    code = shown._repr_html_()
    written = {term: f"{value:.3f}".replace("-", "−") for term, value in numbers.items()}
    aloud = ""  # what a screen reader says of a term: hidden elements, which the buttons refer to
    for i, (term, (start, end)) in enumerate(TERMS.items()):
        text = in_html(term.replace("-", "−"))
        if code.count(text) != 1:
            raise ValueError(f"{term!r} must stand once in the equations of {function.__name__}")
        told = f"{function.__name__}-term-{i}"
        aloud += (
            f'<span hidden id="{told}">{written[term]}, from {in_html(end)} back to {in_html(start)}</span>'
        )
        button = f'<button type="button" class="rnn-term" data-term="{i}" aria-describedby="{told}">'
        code = code.replace(text, f"{button}{text}</button>")
    picture = figures.show(graphs.numbered({TERMS[term]: number for term, number in written.items()}))
    rules = "".join(LIT.format(i=i) for i in range(len(TERMS)))
    return Traced(
        repr(shown),
        f'<div class="rnn-traced">\n<style>\n{rules}</style>\n{picture.html}\n'
        f'<p class="rnn-hint">{in_html(caption)}</p>\n{code}\n{aloud}</div>',
    )
