"""What stands in the child for things that only a notebook's kernel has: IPython, rnnlib, failed imports."""

import ast
import importlib.machinery
import re
import sys
import types
from collections.abc import Callable
from typing import Any

from .calls import NUMPY_ALONE

# A line of IPython's own, where IPython was not there to read it: a magic, a command or a question.
OWN = re.compile(
    r"^(?P<before>[^\S\n]*(?:[\w., ]+=[^\S\n]*)?)"
    r"(?:%(?P<magic>\w+)[^\S\n]*(?P<line>.*)|!.*|\?+[\w.]+|[\w.]+\?+)$",
    re.MULTILINE,
)
# Line magics that execute a statement in the notebook's own names, which may be the ones the answer needs,
# and the options that may stand before it.
OPTIONS = {
    "time": re.compile(r"(?:--no-raise-error\s+)*"),
    "prun": re.compile(r"(?:-(?:[DlsT]\s*\S+|[qr]+)\s+)*"),
}
PYLAB = "import numpy as np; from numpy import *"
NO_FILES = "no file stands beside a graded notebook: put its code into a cell of the notebook"


def parse(code: str, name: str) -> ast.Module:
    """Return the syntax tree of a cell; where it is no Python, with IPython's own lines read as calls.

    Parameters
    ----------
    code : Python, perhaps with lines that only IPython reads
    name : of the cell

    Raises
    ------
    SyntaxError
        If it is no Python either way.
    """
    try:
        return ast.parse(code, name)
    except SyntaxError:
        return ast.parse(OWN.sub(_call, code), name)


def _call(own: re.Match[str]) -> str:
    if own["magic"]:
        return f"{own['before']}get_ipython().run_line_magic({own['magic']!r}, {own['line']!r})"
    return f"{own['before']}get_ipython().getoutput()"


class Idle:
    """What has every attribute and takes every call, and does nothing."""

    def __getattr__(self, name: str) -> "Idle":
        if name.startswith("__"):
            raise AttributeError(name)
        return Idle()

    def __call__(self, *args: object, **kwargs: object) -> None:
        """Do nothing."""


class Shell(Idle):
    """What `get_ipython()` gives: it executes code in the notebook's own names, and is idle otherwise.

    Parameters
    ----------
    namespace : of the notebook
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.user_ns = namespace

    def run_line_magic(self, name: str, line: str, *_: object) -> Any:
        """Run the statement of a magic that has one; return its value if it is an expression."""
        if name == "run":
            raise FileNotFoundError(NO_FILES)
        if name == "pylab":
            return self.ex(PYLAB)
        if name not in OPTIONS:
            return None
        statement = OPTIONS[name].sub("", line, count=1)
        local = sys._getframe(1).f_locals  # of the function that the line stands in
        try:
            code = compile(statement, "<magic>", "eval")
        except SyntaxError:
            code = compile(statement, "<magic>", "exec")
        return eval(code, self.user_ns, local)

    def run_cell(self, code: str, *_: object, **__: object) -> None:
        """Execute the code of a cell."""
        exec(compile(parse(code, "<magic>"), "<magic>", "exec"), self.user_ns)

    def run_cell_magic(self, name: str, line: str, code: str) -> None:
        """Execute what a cell magic stands above."""
        self.run_cell(code)

    def ex(self, code: str) -> None:
        """Execute statements."""
        exec(code, self.user_ns)

    def ev(self, code: str) -> Any:
        """Return the value of an expression."""
        return eval(code, self.user_ns)

    def push(self, variables: dict[str, Any], *_: object, **__: object) -> None:
        """Give names to values."""
        self.user_ns.update(variables)

    def getoutput(self, *_: object) -> list[str]:
        """Return no lines: no command of the system is run."""
        return []


class Absent:
    """What the name of a failed import stands for: any use of it says why it failed.

    Parameters
    ----------
    why : the reason
    """

    def __init__(self, why: str) -> None:
        self._why = why

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ImportError(self._why)

    def _refuse(self, *args: object, **kwargs: object) -> Any:
        raise ImportError(self._why)

    __call__ = __mro_entries__ = _refuse  # called, or derived from


def absent(statement: ast.stmt, why: str = "") -> dict[str, Absent]:
    """Return the names that an import would have bound; none for a statement of another kind."""
    if not isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {}
    names = {}
    for alias in statement.names:
        module = alias.name if isinstance(statement, ast.Import) else statement.module
        said = why if "graded" in why else f"`{module}` could not be imported; {NUMPY_ALONE}"
        names[alias.asname or alias.name.split(".")[0]] = Absent(said)
    return names


def stand_in(check: Callable[..., None], shell: Shell) -> dict[str, types.ModuleType]:
    """Return modules to stand where rnnlib would, with not one right answer, and one that gives the shell.

    Parameters
    ----------
    check : what a notebook imports under this name
    shell : what IPython's `get_ipython` is to give, also where a notebook imports that
    """

    def refuse(name: str) -> None:
        if not name.startswith("__"):
            raise ImportError("the exercises are graded without rnnlib: write the answer with NumPy")
        raise AttributeError(name)

    package, grading = types.ModuleType("rnnlib"), types.ModuleType("rnnlib.grading")
    grading.check = check  # type: ignore[attr-defined]
    grading.hint = grading.progress = lambda *args, **kwargs: None  # type: ignore[attr-defined]
    package.grading = grading  # type: ignore[attr-defined]
    own = types.ModuleType("IPython.core.getipython")
    own.get_ipython = lambda: shell  # type: ignore[attr-defined]
    for module in (package, grading):
        module.__spec__ = importlib.machinery.ModuleSpec(module.__name__, None)
        module.__getattr__ = refuse  # type: ignore[method-assign]
    return {"rnnlib": package, "rnnlib.grading": grading, own.__name__: own}
