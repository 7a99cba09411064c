"""Self-checks: questions that answer back, on the published page and in a notebook, without a kernel.

The last expression of a cell: ``choice`` (one click), ``number`` (a wrong number that comes from a known slip
is answered with the slip's name) or ``answer`` (an open question). Texts are plain: a symbol such as ``W_hh``
or ``x_{t+1}`` is shown with its subscript, and what stands between backticks as code. Without scripts, and on
paper, the question and its explained answer remain.
"""

import json
import math
import os
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from importlib.resources import files
from numbers import Real

from rnnlib.symbols import in_html


class Question:
    """What the functions of this module return: the last expression of a cell."""

    def __init__(self, question: str, form: str) -> None:
        self.question, self.form = question, form

    def __repr__(self) -> str:
        return f"Question: {self.question}"

    def _repr_html_(self) -> str:
        if os.environ.get("UNROLLED_FRAMES") == "1":  # the page has loaded what a question needs
            return self.form
        static = files("rnnlib").joinpath("static")
        style, script = (static.joinpath(f"questions.{kind}").read_text("utf-8") for kind in ("css", "js"))
        return f"<style>\n{style}</style>\n{self.form}\n<script>\n{script}</script>"


def choice(question: str, right: Mapping[str, str], wrong: Mapping[str, str]) -> Question:
    """Ask for one of several answers, and reply to each of them.

    Parameters
    ----------
    question : str
        What is asked.
    right : mapping
        The right answer and why it is right: one entry.
    wrong : mapping
        Each wrong answer and the reply that explains it. The order shown is drawn from the texts.

    Raises
    ------
    TypeError, ValueError
        A text is missing, or an answer is given twice.
    """
    _check_text("question", question)
    _check_texts("right", right)
    _check_texts("wrong", wrong)
    if len(right) != 1:
        raise ValueError(f"right must hold one answer and why it is right, got {len(right)}")
    if twice := right.keys() & wrong.keys():
        raise ValueError(f"{twice.pop()!r} is both right and wrong")
    replies = {**right, **wrong}
    options = sorted(replies, key=lambda option: sha256((question + option).encode()).digest())
    shown = "".join(f"<li>{_html(option)}</li>" for option in options)
    [(answered, why)] = right.items()
    data = {"replies": [{"right": option in right, "says": _html(replies[option])} for option in options]}
    solution = f"<p><strong>{_html(answered)}</strong></p>\n<p>{_html(why)}</p>"
    return Question(question, _form("choice", question, f"<ul>{shown}</ul>\n", solution, data))


def number(
    question: str,
    value: float,
    slips: Mapping[str, float],
    explanation: str = "",
    digits: int = 4,
) -> Question:
    """Ask for a number; a wrong one that a known slip leads to is answered with the name of the slip.

    Parameters
    ----------
    question : str
        What is asked.
    value : float
        The right value, computed by the cell.
    slips : mapping
        A hint that names the slip, and the value that it leads to, computed by the cell.
    explanation : str
        How the right value comes about.
    digits : int
        Decimals asked for: a number counts that is right when rounded to so many.

    Raises
    ------
    TypeError, ValueError
        A value is not a finite number, or two values could not be told apart; the message names them.
    """
    _check_text("question", question)
    _check_texts("slips", {hint: hint for hint in slips})
    if not isinstance(explanation, str):
        raise TypeError(f"explanation must be a text, got {type(explanation).__name__}")
    if isinstance(digits, bool) or not isinstance(digits, int) or not 0 <= digits <= 12:
        raise ValueError(f"digits must be an integer from 0 to 12, got {digits!r}")
    tolerance = 0.5 * 10.0**-digits
    values = {"the right value": _finite("value", value)}
    for hint, slip in slips.items():
        found = _finite(f"slips[{hint!r}]", slip)
        for other, known in values.items():
            if abs(found - known) < 2 * tolerance * (1 - 1e-9):
                other = other if other == "the right value" else repr(other)
                raise ValueError(
                    f"slips: {hint!r} gives {found:.10g} and {other} is {known:.10g}, which {digits} "
                    "decimals do not tell apart: choose numbers for which the slip shows, or more digits"
                )
        values[hint] = found
    told = [{"value": values[hint], "says": _html(hint)} for hint in slips]
    data = {
        "value": values["the right value"],
        "slips": told,
        "digits": digits,
        "tolerance": tolerance,
        "says": _html(explanation),
    }
    result = f"{values['the right value']:.{digits}f}".replace("-", "−")
    solution = f"<p><strong>{result}</strong></p>" + (f"\n<p>{_html(explanation)}</p>" if explanation else "")
    return Question(question, _form("number", question, "", solution, data))


def answer(question: str, explained: str) -> Question:
    """Ask an open question; the explained answer opens when one asks for it.

    Parameters
    ----------
    question, explained : str
        The question, and its answer with the reason.

    Raises
    ------
    TypeError, ValueError
        A text is missing.
    """
    _check_text("question", question)
    _check_text("explained", explained)
    return Question(question, _form("open", question, "", f"<p>{_html(explained)}</p>", None))


def _form(kind: str, question: str, options: str, solution: str, data: object) -> str:
    """Return what stands on the page; questions.js adds the controls, which need it."""
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    kept = f'\n<script type="application/json">{content}</script>' if data else ""
    return (
        f'<fieldset class="rnn-question" data-kind="{kind}" data-lm-suppress-shortcuts="true">\n'
        f"<legend>{_html(question)}</legend>\n{options}"
        f'<details class="rnn-answer"><summary>Answer</summary>\n{solution}\n</details>{kept}\n</fieldset>'
    )


def _html(text: str) -> str:
    """Return plain text as HTML: symbols with subscripts, and code between backticks."""
    parts = text.split("`")
    return "".join(
        f"<code>{escape(part, quote=False)}</code>" if i % 2 else in_html(part)
        for i, part in enumerate(parts)
    )


def _check_text(name: str, text: str) -> None:
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a text, got {type(text).__name__}")
    if not text.strip():
        raise ValueError(f"{name} must be a text, got an empty one")
    if text.count("`") % 2:
        raise ValueError(f"{name} opens a backtick and does not close it: {text!r}")


def _check_texts(name: str, texts: Mapping[str, str]) -> None:
    if not isinstance(texts, Mapping):
        raise TypeError(f"{name} must be a dict, got {type(texts).__name__}")
    if not texts:
        raise ValueError(f"{name} must hold at least one entry, got none")
    for text, reply in texts.items():
        _check_text(f"each answer in {name}" if name != "slips" else "each hint in slips", text)
        _check_text(f"{name}[{text!r}]", reply)


def _finite(name: str, value: float) -> float:
    if isinstance(value, bool) or not (isinstance(value, Real) or getattr(value, "shape", None) == ()):
        raise TypeError(f"{name} must be one number, got {type(value).__name__}")
    if not math.isfinite(value):
        raise ValueError(f"{name} must be finite, got {value}")
    return float(value)
