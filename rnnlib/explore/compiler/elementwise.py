"""Elementwise expressions: what is computed entry by entry goes through one loop, written out for it.

A form is JavaScript over numbers, with a field for every operand: ``({0} * (1 - {1}))``. The runtime gives
the loop its arrays, broadcast, and calls the form itself where all operands are numbers.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

FLOAT, MASK = 0, 2  # the runtime's kinds of entries
NUMBERS = ("int", "float", "number")

# Of NumPy, math and Python itself, by the names of the subset.
FORMS = {
    **{
        name: f"Math.{name}({{0}})" for name in ("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh")
    },
    **{name: f"Math.{name}({{0}})" for name in ("sinh", "cosh", "floor", "ceil", "abs", "sign")},
    **{"arctan": "Math.atan({0})", "square": "nd.power({0}, 2)"},
    **{"maximum": "Math.max({0}, {1})", "minimum": "Math.min({0}, {1})"},
    **{"isfinite": "Number.isFinite({0})", "isnan": "Number.isNaN({0})", "logical_not": "({0} === 0)"},
    **{"logical_and": "({0} !== 0 && {1} !== 0)", "logical_or": "({0} !== 0 || {1} !== 0)"},
}


class Typed(NamedTuple):
    """JavaScript, and the type of its value; its form, if it is computed entry by entry, and the operands."""

    text: str
    type: str = "any"
    form: str = "{0}"
    operands: tuple[str, ...] | None = None  # without them the text itself is the only one
    kind: int | None = None  # of the entries, where the operands do not decide


def joined(types: Iterable[str]) -> str:
    """Return the type of a value that may have any of several types."""
    kinds = set(types)
    if len(kinds) == 1:
        return kinds.pop()
    return "number" if kinds and kinds <= set(NUMBERS) else "any"


def alone(part: Typed) -> Typed:
    """Return what is computed before the form that it stands in; a constant stays in it."""
    return part if part.operands == () else Typed(part.text)


def fused(form: str, parts: Sequence[Typed]) -> tuple[str, list[str]]:
    """Put the forms of the parts into a form; return it, and the operands, each of them once."""
    operands: list[str] = []
    fields = []
    for part in parts:
        own = (part.text,) if part.operands is None else part.operands
        operands += [operand for operand in dict.fromkeys(own) if operand not in operands]
        fields.append(part.form.format(*(f"{{{operands.index(operand)}}}" for operand in own)))
    return form.format(*fields), operands


def loop(form: str, n: int) -> str:
    """Return the arguments of the runtime's ``each``: the form of n numbers, and its loop."""
    names = [f"a{i}" for i in range(n)]
    given = "".join(f", {{data: a{i}, offset: i{i}, step: s{i}}}" for i in range(n))
    steps = "".join(f", i{i} += s{i}" for i in range(n))
    entries = form.format(*(f"a{i}[i{i}]" for i in range(n)))
    return (
        f"({', '.join(names)}) => {form.format(*names)}, "
        f"(n, {{data: o, offset: p, step: s}}{given}) => {{ for (; n--; p += s{steps}) o[p] = {entries}; }}"
    )
