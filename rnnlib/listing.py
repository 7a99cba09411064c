"""A function as the book shows it: highlighted code, and beside each line the equation of its comment."""

import ast
import inspect
import io
import os
import re
import textwrap
import tokenize
from collections.abc import Callable, Iterator
from html import escape
from importlib.resources import files
from types import ModuleType
from typing import Any, NamedTuple

from rnnlib.symbols import in_html

SHAPE = re.compile(r"(?:(.*), )?(\([^()]*\))")
BESIDE = 58  # characters of code that leave room for an equation in a column of the book
PLAIN = re.compile(r'<span class="[np]">([^<]*)</span>')  # names and brackets have the colour of the text


class Line(NamedTuple):
    """One line: as it is written, its code, its comment, and the names that it assigns."""

    source: str
    code: str
    comment: str
    assigned: str


class Listing:
    """What :func:`listing` returns: the last expression of a cell."""

    def __init__(self, name: str, lines: list[Line]) -> None:
        self.name, self.lines = name, lines

    def __repr__(self) -> str:
        return textwrap.dedent("\n".join(line.source for line in self.lines))

    def _repr_html_(self) -> str:
        code = textwrap.dedent("\n".join(line.code for line in self.lines))
        rows = "".join(_row(*pair) for pair in zip(_highlighted(code), self.lines, strict=True))
        return (
            f'{style()}<div class="rnn-listing highlight" data-listing="{self.name}">\n'
            f'<div class="rnn-lines">\n{rows}</div>\n</div>'
        )


def listing(function: Callable[..., Any], lines: tuple[int, int] | None = None) -> Listing:
    """Show a function, without its docstring and type hints, its comments set as equations beside the lines.

    Parameters
    ----------
    function : written in Python, its source at hand
    lines : the first and the last line to show, counted from 1 as they are shown; None shows all

    Returns
    -------
    listing : the last expression of a cell; as plain text it is the source

    Raises
    ------
    TypeError, ValueError
        If `function` is not a function written in Python, or `lines` are not lines of it.

    Notes
    -----
    On the page a line carries the names that it assigns: `da = …` is found by ``[data-line~="da"]``.
    """
    if not inspect.isfunction(function):
        raise TypeError(f"function: expected a function written in Python, got {type(function).__name__}")
    shown = list(_lines(textwrap.dedent(inspect.getsource(function))))
    if lines is not None:
        first, last = lines
        if not 1 <= first <= last <= len(shown):
            raise ValueError(
                f"lines: expected two line numbers from 1 to {len(shown)}, in order, got {lines}"
            )
        shown = shown[first - 1 : last]
    return Listing(f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}", shown)


def program(module: ModuleType) -> Listing:
    """Show the whole file of a module, as it is written.

    Parameters
    ----------
    module : written in Python, its source at hand

    Returns
    -------
    listing : the last expression of a cell; as plain text it is the source

    Raises
    ------
    TypeError
        If `module` is not a module written in Python.
    """
    if not inspect.ismodule(module) or not str(getattr(module, "__file__", "")).endswith(".py"):
        raise TypeError(f"module: expected a module written in Python, got {module!r}")
    lines = inspect.getsource(module).splitlines()
    return Listing(module.__name__.rpartition(".")[2], [Line(line, line, "", "") for line in lines])


def style() -> str:
    """Return the style sheet of an output, which a page of the book has loaded already."""
    if os.environ.get("UNROLLED_FRAMES") == "1":
        return ""
    return f"<style>\n{files('rnnlib').joinpath('static', 'outputs.css').read_text('utf-8')}</style>\n"


def _lines(source: str) -> Iterator[Line]:
    """Yield the lines of a function that are shown."""
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    comments = {
        token.start[0]: token.start[1]
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT and token.line[: token.start[1]].strip()  # not alone on its line
    }
    assigned: dict[int, str] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            for number in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                assigned[number] = " ".join(_names(node))
    header, body = _header(function), function.body[0]
    yield Line(header, header, "", "")
    after = body.end_lineno or 0 if ast.get_docstring(function) is not None else body.lineno - 1
    for number, row in enumerate(source.splitlines()[after:], after + 1):
        code, comment = (
            row[: comments.get(number)].rstrip(),
            row[comments.get(number, len(row)) :].lstrip("# "),
        )
        left = comment.partition(" = ")[0] if " = " in comment else ""
        yield Line(row, code, comment, assigned.get(number) or left)


def _header(function: ast.FunctionDef) -> str:
    """Return the line that names the function and its arguments, without types."""
    given = function.args
    for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
        if argument is not None:
            argument.annotation = None
    return f"def {function.name}({ast.unparse(given)}):"


def _names(node: ast.AST) -> Iterator[str]:
    """Yield the names that an assignment gives a value to, `h` for h[t] too."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _names(target)
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        yield from _names(node.target)
    elif isinstance(node, ast.Tuple | ast.List):
        for element in node.elts:
            yield from _names(element)
    elif isinstance(node, ast.Subscript | ast.Attribute | ast.Starred):
        yield from _names(node.value)


def _highlighted(code: str) -> list[str]:
    """Return each line of the code as HTML."""
    from pygments import highlight  # comes with IPython: only a notebook shows a listing
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    written = highlight(code, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    return PLAIN.sub(r"\1", written).removesuffix("\n").split("\n")


def _row(code: str, line: Line) -> str:
    names = f' data-line="{escape(line.assigned)}"' if line.assigned else ""
    long = " rnn-long" if len(line.code) > BESIDE else ""
    return f'<div class="rnn-line{long}"{names}><code>{code or " "}</code>{_equation(line.comment)}</div>\n'


def _equation(comment: str) -> str:
    """Return a comment as an equation, its shape set apart."""
    if not comment:
        return ""
    found = SHAPE.fullmatch(comment)
    equation, shape = found.groups() if found else (comment, None)
    written = in_html((equation or "").replace("-", "−"))
    size = f' <span class="rnn-shape">{escape(shape)}</span>' if shape else ""
    return f'<span class="rnn-equation">{written}{size}</span>'
