"""A calculation defined once, in SymPy; its gradients, LaTeX, Python and JavaScript are derived from that.

The definition names the forward quantities. Gradients follow by reverse-mode differentiation; formulas and
the Python function are printed from the same expressions, and the JavaScript is compiled from the Python.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import sympy as sp
from matplotlib.figure import Figure
from sympy.printing.numpy import NumPyPrinter

from rnnlib.explore.compiler import compile_functions
from rnnlib.explore.compiler.names import function_of


class Input(NamedTuple):
    """A setting: its words, default value, and the range and step of its slider."""

    words: str
    default: float
    low: float
    high: float
    step: float


class Row(NamedTuple):
    """A computed quantity: its name, its expression in inputs and earlier rows, its part of the whole."""

    name: str
    expression: sp.Expr
    part: str  # "forward", "gradient" or "update"


@dataclass(frozen=True)
class Definition:
    """A calculation: `forward` gives each quantity as an expression in inputs and in quantities before it.

    `draw(values, text)` returns the picture; a text of gid ``slot:name`` shows ``text(values[name])``
    and is kept up to date on the page. `sentence` is the text alternative, with ``{name}`` for a value.
    """

    inputs: Mapping[sp.Symbol, Input]
    forward: Mapping[sp.Symbol, sp.Expr]
    loss: sp.Symbol
    weights: tuple[sp.Symbol, ...]
    rate: sp.Symbol
    draw: Callable[[Mapping[str, float], Callable[[float], str]], Figure]
    sentence: str
    latex: Mapping[str, str] = field(default_factory=dict)

    def rows(self) -> list[Row]:
        """Return every quantity in the order of computation: forward, gradients, updated weights."""
        forward = [Row(str(symbol), expression, "forward") for symbol, expression in self.forward.items()]
        gradient = [Row(name, expression, "gradient") for name, expression in self._gradients().items()]
        update = [
            Row(
                f"{weight}_new",
                weight - sp.Mul(self.rate, sp.Symbol(f"d{weight}", real=True), evaluate=False),
                "update",
            )
            for weight in self.weights
        ]
        return [*forward, *gradient, *update]

    def _gradients(self) -> dict[str, sp.Expr]:
        r"""Reverse mode: ∂L/∂v = Σ ∂L/∂u · ∂u/∂v over the quantities u computed from v."""
        order = list(self.forward)
        users = {
            v: [u for u in order if v in self.forward[u].free_symbols]
            for v in (*self.weights, *order)
            if v != self.loss
        }
        total: dict[sp.Symbol, sp.Expr] = {self.loss: sp.Integer(1)}
        result: dict[str, sp.Expr] = {}
        for v in sorted(users, key=lambda v: -min(order.index(u) for u in users[v])):
            terms = []
            for u in users[v]:
                local = sp.diff(self.forward[u], v).subs(self.forward[u], u)
                if u != self.loss and not local.is_Atom:
                    name = f"d{u}_d{v}"
                    result[name], local = local, sp.Symbol(name, real=True)
                terms.append(total[u] * local)
            total[v] = sp.Symbol(f"d{v}", real=True)
            result[f"d{v}"] = sp.Add(*terms)
        return result

    def python(self) -> str:
        """Return the source of a Python function from the inputs to a dict of the rows."""
        printer = NumPyPrinter({"fully_qualified_modules": False})
        rows = self.rows()
        lines = [f"    {row.name} = {printer.doprint(row.expression)}" for row in rows]
        inputs, result = (
            ", ".join(map(str, self.inputs)),
            ", ".join(f'"{row.name}": {row.name}' for row in rows),
        )
        used = ", ".join(sorted(printer.module_imports.get("numpy", ())))
        imported = [f"from numpy import {used}"] if used else []
        head = f"def compute({inputs}):"
        return "\n".join([*imported, head, *lines, f"    return {{{result}}}", ""])

    @cached_property
    def _function(self) -> Callable[..., dict[str, float]]:
        return function_of(self.python(), "compute")

    def compute(self, **settings: float) -> dict[str, float]:
        """Compute every row; settings left out have their default value."""
        values = {str(symbol): np.float64(spec.default) for symbol, spec in self.inputs.items()}
        if unknown := set(settings) - set(values):
            raise ValueError(f"settings must be among {list(values)}, got {sorted(unknown)}")
        values.update({name: np.float64(value) for name, value in settings.items()})
        with np.errstate(all="ignore"):  # an overflow is shown as such
            return {name: float(value) for name, value in self._function(**values).items()}

    def javascript(self) -> str:
        """Return the same function for the page, as `compile_functions` writes it."""
        return compile_functions(self._function)

    def latex_of(self, name: str) -> str:
        """Return the LaTeX of a symbol or of the gradient with respect to it."""
        if match := re.fullmatch(r"d(\w+)_d(\w+)|d(\w+)", name):
            top, bottom = (match[1], match[2]) if match[1] else (str(self.loss), match[3])
            return rf"\frac{{\partial {self.latex_of(top)}}}{{\partial {self.latex_of(bottom)}}}"
        name = name.removesuffix("_new")
        base, _, index = name.partition("_")
        return self.latex.get(name, f"{base}_{{{index}}}" if index else name)

    def formula(self, row: Row) -> str:
        """Return a row's right-hand side in LaTeX."""
        names = {symbol: self.latex_of(str(symbol)) for symbol in row.expression.free_symbols}
        return sp.latex(row.expression, symbol_names=names, order="none")
