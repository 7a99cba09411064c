"""Printing on any stream, and words of a submission among one's own."""

import codecs
import sys
from typing import TextIO

# How the book's letters are spelled where a stream has no room for them: on a Windows code page, for example.
SPELLED = {"ŷ": "y_hat", "ᵀ": "^T", "Σ": "sum", "∂": "d", "∇": "grad ", "η": "eta", "δ": "delta", "√": "sqrt"}
SPELLED |= {"²": "^2", "‖": "||", "∘": "*", "·": "*", "←": "<-", "≈": "~", "…": "..."}
SPELLED |= {"α": "alpha", "β": "beta", "γ": "gamma", "ε": "eps", "θ": "theta", "μ": "mu", "ρ": "rho"}
SPELLED |= {"σ": "sigma", "τ": "tau", "ℓ": "l", "â": "a_hat", "\u0302": "_hat"}
SPELLED |= {"∞": "inf", "→": "->", "≤": "<=", "≥": ">=", "±": "+-"}


def _spell(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(SPELLED.get(letter, "?") for letter in error.object[error.start : error.end]), error.end


codecs.register_error("spell", _spell)


def say(text: str, stream: TextIO | None = None) -> None:
    """Print `text`, with letters that the stream cannot take spelled in those that it can.

    Parameters
    ----------
    text : of one or several lines
    stream : None is standard output
    """
    stream = sys.stdout if stream is None else stream
    encoding = getattr(stream, "encoding", None) or "utf-8"
    print(text.encode(encoding, "spell").decode(encoding), file=stream)


def one_line(text: str) -> str:
    """Return `text` without control codes, and with one space where there were several, or line breaks.

    A name or message of somebody else cannot move the cursor then, nor look like a row of a table.

    Parameters
    ----------
    text : anything
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
