"""What a function refers to by its variables: data, generators, and layers with running averages."""

import dis
from collections.abc import Iterator, Sequence
from contextlib import suppress
from types import FunctionType, MethodType
from typing import Any

import numpy as np

Found = dict[str, Any]


def referred(functions: Sequence[object]) -> tuple[Found, Found]:
    """Return what functions, and those they call from their own package, read of the variables around them.

    Parameters
    ----------
    functions : anything; whatever is not a Python function or a method is skipped

    Returns
    -------
    changing : generators, the arrays of `layer.running`, by name
    constant : other arrays, by name; those that are attributes of a method's object are left out
    """
    changing: Found = {}
    constant: Found = {}
    seen: set[int] = set()
    waiting: list[Any] = [function for function in functions if _is_written_in_python(function)]
    while waiting:
        function = waiting.pop()
        if id(function) in seen:
            continue
        seen.add(id(function))
        attributes = getattr(getattr(function, "__self__", None), "__dict__", {})
        for name, value in [*_variables(function), *attributes.items()]:
            for part, found in _flat(f"{name} of {function.__name__}", value):
                if isinstance(found, np.random.Generator):
                    changing[part] = found
                elif isinstance(getattr(found, "running", None), dict):
                    changing |= {f"running[{key!r}] of {part}": a for key, a in found.running.items()}
                elif isinstance(found, np.ndarray) and name not in attributes:
                    constant[part] = found
                elif _is_written_in_python(found) and _package(found) == _package(function):
                    waiting.append(found)
    return changing, constant


def _is_written_in_python(value: object) -> bool:
    return isinstance(value, FunctionType | MethodType) and hasattr(value, "__code__")


def _variables(function: Any) -> Iterator[tuple[str, Any]]:
    """Yield the variables of the surrounding functions and of the module that a function reads."""
    code = function.__code__
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        with suppress(ValueError):  # it may be empty yet
            yield name, cell.cell_contents
    for name in sorted({i.argval for i in dis.get_instructions(code) if i.opname == "LOAD_GLOBAL"}):
        if name in function.__globals__:
            yield name, function.__globals__[name]


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield a value, or the parts of a tuple, however deep."""
    if isinstance(value, tuple):
        for n, part in enumerate(value):
            yield from _flat(f"{n} of {name}", part)
    else:
        yield name, value


def _package(function: Any) -> str:
    return str(function.__module__).partition(".")[0]
