"""All that functions and objects refer to: variables, defaults, attributes, and what containers hold."""

import dis
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, MemberDescriptorType, ModuleType
from typing import Any

import numpy as np

Named = tuple[str, Any]

# What is told by its `repr`, and holds nothing else.
PLAIN = (bool, int, float, complex, str, bytes, range, slice, np.generic, np.dtype, type(None))
# What Python and rnnlib call, so that no code of the user's need name it.
CALLED_UNNAMED = {"__call__", "__getitem__", "forward", "backward"}


def referred(roots: Mapping[str, object]) -> Iterator[Named]:
    """Yield all that can be reached from some functions and objects, in the same order every time.

    Parameters
    ----------
    roots : by name

    Yields
    ------
    name : a path, as in "rng of tools of loss_and_grads"; what is in a list goes by the name of the list
    value : arrays and plain values as often as they are found, all else once

    Notes
    -----
    A function is followed to the variables around it that its code reads, its defaults and its attributes; a
    method to its object; an object to its attributes, and of the methods and other members of its class to
    those whose names are in the code; a module to what the code looks up in it. What comes with Python or was
    installed is known by its name: of such functions only the variables around them are told, of such modules
    no constants, and of such objects only plain containers, `functools.partial`, `types.SimpleNamespace` and
    those of rnnlib are entered.
    """
    seen: dict[int, object] = {}  # the objects too, so that they live, and no other gets their id
    classes: dict[type, str] = {}
    told: dict[type, set[str]] = {}
    looked_up = set(CALLED_UNNAMED)
    waiting: list[Named] = list(roots.items())
    while waiting:
        for name, value in waiting:  # it grows on the way
            if not is_leaf(value):
                if id(value) in seen or isinstance(value, ModuleType):
                    continue
                seen[id(value)] = value
                classes.setdefault(value if isinstance(value, type) else type(value), name)
                if isinstance(value, FunctionType) and is_own(value):
                    looked_up.update(*(code.co_names for code in codes(value.__code__)))
                waiting += _parts(name, value)
            yield name, value
        waiting = []
        for cls, name in classes.items():
            new = looked_up - told.get(cls, set())
            waiting += [(f"{member} of {name}", part) for member, part in _members(cls, new)]
            told[cls] = set(looked_up)


def attribute(value: Any, name: str) -> Any:
    """Return an attribute; None also where an object's own way of looking one up raises an error."""
    with suppress(Exception):
        return getattr(value, name, None)
    return None


def is_leaf(value: Any) -> bool:
    """Return whether a value leads nowhere: one that is plain, or an array of numbers."""
    return isinstance(value, PLAIN) or (isinstance(value, np.ndarray) and value.dtype != object)


def is_own(value: Any) -> bool:
    """Return whether a function or class is the user's: it neither comes with Python nor was installed."""
    return not _is_installed(_package(value))


def is_container(value: Any) -> bool:
    """Return whether a value is known by what it holds."""
    return isinstance(value, dict | tuple | list | deque | set | frozenset) and (
        is_own(type(value)) or _package(type(value)) in {"builtins", "collections", "rnnlib"}
    )


def is_plain(container: Any) -> bool:
    """Return whether a container holds plain values only, and is told by its `repr`."""
    parts = [*container, *container.values()] if isinstance(container, dict) else container
    return all(isinstance(part, PLAIN) for part in parts)


def codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of a function, and of those that it defines."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


@cache
def _is_installed(package: str) -> bool:
    file = getattr(sys.modules.get(package), "__file__", None) or ""
    installed = not {"site-packages", "dist-packages"}.isdisjoint(Path(file).parts)
    return package != "__main__" and (installed or package == "rnnlib" or package in sys.stdlib_module_names)


def _package(value: Any) -> str:
    return str(getattr(value, "__module__", None)).partition(".")[0]


def _parts(name: str, value: Any) -> Iterator[Named]:
    """Yield what a value leads to directly."""
    if isinstance(value, FunctionType):
        yield from ((f"{part} of {name}", found) for part, found in _variables(value))
    elif isinstance(value, np.ndarray):
        yield from ((name, part) for part in value.flat)
    elif attribute(value, "__self__") is not None:  # a method
        parts = (attribute(value, part) for part in ("__self__", "__func__"))
        yield from ((name, part) for part in parts if part is not None)
    elif is_container(value) and not is_plain(value):
        if isinstance(value, dict | tuple):
            pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
            yield from ((f"{_label(place)} of {name}", part) for place, part in pairs)
        else:
            yield from ((name, part) for part in list(value))
    if is_own(type(value)) or _package(type(value)) in {"rnnlib", "functools", "types"}:
        yield from ((f"{part} of {name}", found) for part, found in _attributes(value))


def _label(key: object) -> str:
    """Return a key as an error can show it, without its place in memory."""
    if isinstance(key, str):
        return key
    plain = isinstance(key, PLAIN) or (isinstance(key, tuple) and is_plain(key))
    return repr(key) if plain else type(key).__name__


def _variables(function: FunctionType) -> Iterator[Named]:
    """Yield what a function reads of the variables around it, its defaults and its attributes."""
    code = function.__code__
    around: dict[str, Any] = {}
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        with suppress(ValueError):  # it may be empty yet
            around[name] = cell.cell_contents
    if not is_own(function):
        yield from around.items()
        return
    yield from _read(code, {"LOAD_DEREF"}, around).items()
    yield from _read(code, {"LOAD_GLOBAL", "LOAD_NAME"}, function.__globals__).items()
    positional = code.co_varnames[: code.co_argcount]
    defaults = function.__defaults__ or ()
    yield from zip(positional[len(positional) - len(defaults) :], defaults, strict=True)
    yield from (function.__kwdefaults__ or {}).items()
    yield from vars(function).items()


def _read(code: CodeType, instructions: set[str], variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the `variables` that a code reads; of a module, what it looks up there."""
    read = {}
    for path in sorted({path for part in codes(code) for path in _paths(part, instructions)}):
        if path[0] in variables:
            value, length, told = variables[path[0]], 1, True
            while isinstance(value, ModuleType) and length < len(path):
                own = not _is_installed(value.__name__.partition(".")[0])
                value, length = vars(value).get(path[length]), length + 1
                told = own or callable(value)
            if told:
                read[".".join(path[:length])] = value
    return read


def _paths(code: CodeType, instructions: set[str]) -> Iterator[tuple[str, ...]]:
    """Yield each variable that is read, with what is looked up on it at once: ("np", "random", "rand")."""
    path: tuple[str, ...] = ()
    for instruction in dis.get_instructions(code):
        if path and instruction.opname in {"LOAD_ATTR", "LOAD_METHOD"}:
            path += (instruction.argval,)
        elif instruction.opname != "EXTENDED_ARG":
            if path:
                yield path
            path = (instruction.argval,) if instruction.opname in instructions else ()


def _attributes(value: Any) -> Iterator[Named]:
    """Yield the attributes of an object, those in slots too."""
    own = getattr(value, "__dict__", {})
    yield from list(own.items()) if own is not value else ()
    for cls in type(value).__mro__:
        for name, slot in vars(cls).items():
            if isinstance(slot, MemberDescriptorType) and name != "__dict__":
                with suppress(AttributeError):  # it may be empty yet
                    yield name, slot.__get__(value)


def _members(cls: type, names: set[str]) -> Iterator[Named]:
    """Yield those members of a class that have one of the `names`, properties and methods as functions."""
    for owner in cls.__mro__:
        if is_own(owner):
            for name in sorted(names.intersection(vars(owner))):
                member = vars(owner)[name]
                if isinstance(member, property):
                    member = member.fget
                elif isinstance(member, classmethod | staticmethod):
                    member = member.__func__
                if not isinstance(member, MemberDescriptorType):
                    yield name, member
