"""What stands in the child for things that only a notebook's kernel has: IPython, rnnlib, failed imports."""

import ast
import importlib.machinery
import types
from collections.abc import Callable
from typing import Any

from .calls import NUMPY_ALONE

# Line magics that execute a statement in the notebook's own names, which may be the ones the answer needs.
STATEMENTS = {"time": "{}", "prun": "{}", "pylab": "import numpy as np; from numpy import *"}


class Shell:
    """What `get_ipython()` gives: it runs the statement behind %time and %prun, and nothing else.

    Parameters
    ----------
    namespace : of the notebook
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.user_ns = namespace

    def run_line_magic(self, name: str, line: str, *_: object) -> Any:
        """Run the statement of a magic that has one; return its value if it is an expression."""
        if name not in STATEMENTS:
            return None
        statement = STATEMENTS[name].format(line)
        try:
            code = compile(statement, "<magic>", "eval")
        except SyntaxError:
            code = compile(statement, "<magic>", "exec")
        return eval(code, self.user_ns)

    def getoutput(self, *_: object) -> list[str]:
        """Return no lines: no command of the system is run."""
        return []

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: None


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


def stand_in(check: Callable[..., None]) -> dict[str, types.ModuleType]:
    """Return modules to stand where rnnlib would: with this check, and not one right answer."""

    def refuse(name: str) -> None:
        if not name.startswith("__"):
            raise ImportError("the exercises are graded without rnnlib: write the answer with NumPy")
        raise AttributeError(name)

    package, grading = types.ModuleType("rnnlib"), types.ModuleType("rnnlib.grading")
    grading.check = check  # type: ignore[attr-defined]
    grading.hint = grading.progress = lambda *args, **kwargs: None  # type: ignore[attr-defined]
    package.grading = grading  # type: ignore[attr-defined]
    for module in (package, grading):
        module.__spec__ = importlib.machinery.ModuleSpec(module.__name__, None)
        module.__getattr__ = refuse  # type: ignore[method-assign]
    return {"rnnlib": package, "rnnlib.grading": grading}
