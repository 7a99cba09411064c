"""Symbols in plain text: ``W_hh``, ``x_{t+1}`` and ``e^{-a}`` are written so, and shown as in a formula.

Names of the code (``clip_grad_norm``, ``W_hh.T``) stay as they are.
"""

import re
from html import escape

SYMBOL = re.compile(
    r"(?<![\w.])([d∂]?[^\W\d_]\u0302?)_(?!hat\b)(?:\{([^{}]+)\}|([A-Za-z0-9]{1,3}))(?![A-Za-z0-9_]|\.\w|\[)"
)
POWER = re.compile(r"\^\{([^{}]+)\}")
LOWERED = dict(
    zip("0123456789+−aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)  # all that Unicode has


def in_html(text: str) -> str:
    """Return plain text as HTML, escaped, its symbols with subscripts and its powers raised."""
    lowered = SYMBOL.sub(lambda m: f"{m[1]}<sub>{m[2] or m[3]}</sub>", escape(text, quote=False))
    return POWER.sub(r"<sup>\1</sup>", lowered)


def in_svg(text: str) -> str:
    """Return the content of an SVG text element, escaped already, with subscripts."""
    written, end = "", 0
    for found in SYMBOL.finditer(text):
        written += _raised(text[end : found.start()] + found[1], bool(end))
        written += f'<tspan dy=".3em" font-size="75%">{found[2] or found[3]}</tspan>'
        end = found.end()
    return written + _raised(text[end:], bool(end))


def in_text(text: str) -> str:
    """Return plain text, its symbols with the subscripts of Unicode; where a letter has none, as written."""
    return SYMBOL.sub(_lowered, text)


def _lowered(symbol: re.Match[str]) -> str:
    index = symbol[2] or symbol[3]
    known = LOWERED.keys() >= set(index)
    return symbol[1] + "".join(LOWERED[letter] for letter in index) if known else symbol[0]


def _raised(text: str, after_index: bool) -> str:
    return f'<tspan dy="-.225em">{text}</tspan>' if after_index and text else text
