"""What a name means: a local, a constant, a function to compile along, or a function of NumPy or Python."""

import ast
import builtins
import inspect
import linecache
import textwrap
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NoReturn

from rnnlib.explore.compiler.elementwise import loop
from rnnlib.explore.compiler.subset import (
    METHODS,
    NotInSubset,
    Parameter,
    known_function,
    literal,
    parameters,
)

MISSING = object()
_printed = count(1)
RESERVED = {  # JavaScript's words that are names in Python, and the runtime's name
    *("arguments", "case", "catch", "const", "debugger", "default", "delete", "do", "enum", "eval", "export"),
    *(
        "extends",
        "false",
        "function",
        "implements",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "package",
    ),
    *(
        "private",
        "protected",
        "public",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "typeof",
        "var",
    ),
    *("void", "undefined", "NaN", "Infinity", "Array", "nd"),
}


def javascript_name(name: str) -> str:
    """Return a local's name on the page; Python has no ``$``, so that nothing clashes."""
    return f"{name}$" if name in RESERVED else name


def function_of(source: str, name: str, **names: Any) -> Any:
    """Make a function from a text, in a module of its own that holds the `names`."""
    module = {"__name__": "printed", **names}
    exec(code_of(source, "printed"), module)
    return module[name]


def code_of(source: str, title: str) -> CodeType:
    """Compile a text, so that its source is known as if it stood in a file of its own."""
    file = f"<{title} {next(_printed)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    return compile(source, file, "exec")


class Source:
    """A function's syntax tree, with the lines and the file it stands in."""

    def __init__(self, function: Callable[..., Any]) -> None:
        name = getattr(function, "__name__", repr(function))
        try:
            lines, first = inspect.getsourcelines(function)
            self.file = Path(inspect.getsourcefile(function) or "?").name
        except (OSError, TypeError) as error:
            raise NotInSubset(f"{name}: only functions with Python source run on the page") from error
        self.function, first = function, max(first, 1)
        # Empty lines before the function give its nodes the line numbers of the file.
        tree = None if name == "<lambda>" else ast.parse("\n" * (first - 1) + textwrap.dedent("".join(lines)))
        node = tree.body[0] if tree else None
        if not isinstance(node, ast.FunctionDef):
            where = f"{self.file}, line {first}"
            raise NotInSubset(f"{where}: {name} is not in the subset that the page can run: write a def")
        self.node = node
        if node.decorator_list:
            self.refuse(node.decorator_list[0], "a decorator", "the function must do what its body says")
        if function.__code__.co_freevars:
            names = ", ".join(function.__code__.co_freevars)
            self.refuse(node, f"a closure over {names}", "pass it as an argument")
        if node.args.vararg or node.args.kwarg or node.args.kwonlyargs:
            self.refuse(node, "*args, **kwargs or a parameter after *", "name the parameters one by one")
        try:
            self.parameters = parameters(node.args)
        except (TypeError, ValueError):
            self.refuse(node, "a default that is no constant", "numbers, texts, True, False and None are")

    def refuse(self, node: ast.AST, construct: str, hint: str = "") -> NoReturn:
        """Raise an error that names file, line and construct."""
        line = getattr(node, "lineno", self.node.lineno)
        raise NotInSubset(
            f"{self.file}, line {line}: {construct} is not in the subset that the page can run"
            + (f": {hint}" if hint else "")
        )

    def meaning(self, node: ast.expr, local: set[str]) -> Any:
        """Return what a name or a module's attribute stands for; MISSING for a value of the listing."""
        if isinstance(node, ast.Name):
            if node.id in local:
                return MISSING
            for names in self.function.__globals__, vars(builtins):
                if node.id in names:
                    return names[node.id]
            self.refuse(node, f"the name {node.id}, which is not defined,")
        if isinstance(node, ast.Attribute):
            owner = self.meaning(node.value, local)
            if isinstance(owner, ModuleType):
                if not hasattr(owner, node.attr):
                    self.refuse(node, f"{owner.__name__}.{node.attr}, which does not exist,")
                return getattr(owner, node.attr)
        return MISSING

    def pure(self, node: ast.AST, local: set[str]) -> bool:
        """Tell whether an expression changes nothing: it calls no function of the listing, and no append."""
        calls = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
        return all(
            func.attr in METHODS and func.attr != "append"
            if isinstance(func, ast.Attribute) and self.meaning(func, local) is MISSING
            else known_function(self.meaning(func, local)) is not None
            for func in calls
        )


class Program:
    """The functions and tables of functions that are compiled together."""

    def __init__(self) -> None:
        self._functions: dict[FunctionType, tuple[str, Source]] = {}
        self._tables: dict[int, tuple[str, str]] = {}
        self._loops: dict[tuple[str, int, int | None], str] = {}
        self._names: set[str] = set()

    def _name(self, wanted: str) -> str:
        name, n = wanted, 1
        while name in self._names:
            n += 1
            name = f"{wanted}${n}"
        self._names.add(name)
        return name

    def function(self, function: Any) -> str:
        """Return a function's name on the page; it is compiled along."""
        if function not in self._functions:
            source = Source(function)
            module = function.__module__.rpartition(".")[2]
            self._functions[function] = (self._name(f"{module}${function.__name__}"), source)
        return self._functions[function][0]

    def parameters(self, function: Any) -> list[Parameter]:
        """Return the parameters of a function that is compiled along."""
        self.function(function)
        return self._functions[function][1].parameters

    def source(self, function: Any) -> Source:
        """Return the syntax tree of a function that is compiled along."""
        return self._functions[function][1]

    def pending(self) -> Iterator[FunctionType]:
        """Go through the functions, also those that are met on the way."""
        done = 0
        while done < len(self._functions):
            yield list(self._functions)[done]
            done += 1

    def table(self, functions: dict[str, Any]) -> str:
        """Return the name on the page of a dict from texts to functions."""
        if id(functions) not in self._tables:
            entries = ", ".join(f"{literal(key)}: {self.function(value)}" for key, value in functions.items())
            name = self._name("table$")
            self._tables[id(functions)] = (name, f"const {name} = {{ {entries} }};")
        return self._tables[id(functions)][0]

    def loop(self, form: str, n: int, kind: int | None) -> str:
        """Return the name on the page of what computes a form of n operands, entry by entry."""
        return self._loops.setdefault((form, n, kind), f"k${len(self._loops)}")

    def loops(self, listing: str) -> list[str]:
        """Return the definitions of the loops that the listing calls."""
        return [
            f"const {name} = nd.each({loop(form, n)}{'' if kind is None else f', {kind}'});"
            for (form, n, kind), name in self._loops.items()
            if f"{name}(" in listing or f"{name}.into(" in listing
        ]

    def tables(self) -> list[str]:
        """Return the definitions of all tables."""
        return [definition for _, definition in self._tables.values()]
