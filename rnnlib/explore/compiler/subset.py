"""What the page can run beyond Python's grammar: functions of NumPy, methods, builtins; and the refusal."""

import ast
import builtins
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class NotInSubset(ValueError):
    """A listing uses something that the page cannot run."""


class Parameter(NamedTuple):
    """A parameter of a function: its default is JavaScript, or None where an argument must be given."""

    name: str
    default: str | None = None
    keyword_only: bool = False


class Known(NamedTuple):
    """A function of the array runtime: its name there, its parameters, the type of what it returns."""

    name: str
    parameters: list[Parameter]
    type: str = "any"
    variadic: bool = False


def parameters(arguments: ast.arguments) -> list[Parameter]:
    """Read parameters and their constant defaults."""
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [*[None] * (len(positional) - len(arguments.defaults)), *arguments.defaults]
    return [
        *(Parameter(arg.arg, _constant(value)) for arg, value in zip(positional, defaults, strict=True)),
        *(
            Parameter(arg.arg, _constant(value), keyword_only=True)
            for arg, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        ),
    ]


def _constant(value: ast.expr | None) -> str | None:
    return None if value is None else literal(ast.literal_eval(value))


def literal(value: Any) -> str:
    """Write a constant of Python in JavaScript."""
    if value is None:
        return "null"
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    if isinstance(value, str):
        return '"' + value.translate({ord(c): f"\\u{ord(c):04x}" for c in '"\\\n\r\u2028\u2029<'}) + '"'
    if isinstance(value, int | np.integer):
        if abs(int(value)) > 2**53:
            raise ValueError("a whole number over 2**53")
        return str(int(value))
    if isinstance(value, float | np.floating):
        if math.isnan(value):
            return "NaN"
        return repr(float(value)) if math.isfinite(value) else "Infinity" if value > 0 else "-Infinity"
    raise TypeError(f"a value of type {type(value).__name__}")


def _known(lines: str, owner: Any = None) -> dict[str, Known]:
    found = {}
    for line in lines.split("\n"):
        if not line.strip():
            continue
        signature, _, of = line.strip().partition(" -> ")
        name, _, of_type = of.partition(": ") if ":" in of else ("", "", of)
        definition = ast.parse(f"def {signature}: pass").body[0]
        assert isinstance(definition, ast.FunctionDef)
        found[definition.name] = Known(
            name or definition.name,
            parameters(definition.args),
            of_type or "any",
            definition.args.vararg is not None,
        )
    return found


HINTS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lambda: ("lambda", "write a def"),
    ast.JoinedStr: ("an f-string", "texts are keys and settings only"),
    ast.Set: ("a set", "use a dict or a list"),
    ast.SetComp: ("a set", "use a dict or a list"),
    ast.GeneratorExp: (
        "a generator",
        "write a list: [… for …]",
    ),
    ast.NamedExpr: (":=", "assign on a line of its own"),
    ast.Starred: ("*", "write the values one by one"),
    ast.Yield: ("yield", "return a list"),
    ast.Await: ("await", ""),
}

# Signatures as NumPy has them; behind the arrow, where it matters, the runtime's own name and the type.
NUMPY = _known("""
    zeros(shape)
    ones(shape)
    full(shape, fill_value)
    zeros_like(a)
    ones_like(a)
    eye(N)
    array(object)
    linspace(start, stop, num=50)
    copy(a)
    exp(x) -> float
    expm1(x) -> float
    log(x) -> float
    log1p(x) -> float
    sqrt(x) -> float
    sin(x) -> float
    cos(x) -> float
    tanh(x) -> float
    sinh(x) -> float
    cosh(x) -> float
    arctan(x) -> float
    square(x) -> number
    abs(x) -> number
    sign(x) -> number
    floor(x) -> number
    ceil(x) -> number
    isfinite(x) -> bool
    isnan(x) -> bool
    logical_not(x) -> bool
    logical_and(x1, x2) -> bool
    logical_or(x1, x2) -> bool
    maximum(x1, x2) -> number
    minimum(x1, x2) -> number
    clip(a, a_min, a_max) -> number
    where(condition, x, y)
    sum(a, axis=None, *, keepdims=False)
    mean(a, axis=None, *, keepdims=False)
    max(a, axis=None, *, keepdims=False)
    min(a, axis=None, *, keepdims=False)
    argmax(a) -> argmax: int
    argmin(a) -> argmin: int
    cumsum(a)
    any(a) -> any: bool
    all(a) -> all: bool
    outer(a, b)
    dot(a, b)
    matmul(x1, x2)
    concatenate(arrays, axis=0)
    stack(arrays, axis=0)
    tril(m, k=0)
    triu(m, k=0)
""")
NORM = _known("norm(x) -> norm: float")["norm"]

METHODS = _known("""
    copy()
    sum(axis=None, *, keepdims=False)
    mean(axis=None, *, keepdims=False)
    max(axis=None, *, keepdims=False)
    min(axis=None, *, keepdims=False)
    argmax() -> argmax: int
    argmin() -> argmin: int
    cumsum()
    any() -> any: bool
    all() -> all: bool
    dot(b)
    items()
    keys() -> iter: any
    values()
    append(x)
    reshape(*shape)
""")

BUILTINS = _known("""
    len(x) -> len: int
    float(x) -> float: float
    int(x) -> int: int
    sum(x) -> total: any
    enumerate(x)
    zip(*lists)
    min(*values) -> smallest: any
    max(*values) -> largest: any
    abs(x) -> abs: number
""")

MATH = _known("""
    sqrt(x) -> float
    exp(x) -> float
    log(x) -> float
    tanh(x) -> float
    sin(x) -> float
    cos(x) -> float
    floor(x) -> int
""")

# By what a name means, not by how it is written: np.tanh, numpy.tanh or an imported tanh.
FUNCTIONS: list[tuple[Callable[..., Any], Known]] = [
    *((getattr(np, name), known) for name, known in NUMPY.items()),
    *((getattr(builtins, name), known) for name, known in BUILTINS.items()),
    *((getattr(math, name), known) for name, known in MATH.items()),
    (np.linalg.norm, NORM),
]


def known_function(value: Any) -> Known | None:
    """Return the runtime's function for a function of NumPy, of math or of Python itself."""
    return next((known for function, known in FUNCTIONS if function is value), None)
