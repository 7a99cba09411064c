"""A function around a piece of code, as np.tanh(a), a.sum(axis=0) or a ** 2: left out, moved, exchanged."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rnnlib.grading.mutants.patterns import build, code
from rnnlib.grading.mutants.rules import FAR

# What a function is exchanged for: the same arguments, another name.
EXCHANGED = {
    "sum": ("mean", "max", "prod", "cumsum"),
    "mean": ("sum", "max", "min"),
    "max": ("min", "mean", "sum"),
    "zeros": ("ones",),
    "zeros_like": ("ones_like",),
    "stack": ("concatenate",),
    "sqrt": ("square", "cbrt", "exp"),
    "any": ("all",),
    "all": ("any",),
}


@dataclass(frozen=True)
class Change:
    """What becomes of a piece of code.

    Parameters
    ----------
    new : the piece, or the statements, in its place
    words : what comes after "These are the numbers that come out when"
    cost : how far-fetched the edit is
    """

    new: ast.expr | list[ast.stmt]
    words: str
    cost: int = 1


@dataclass(frozen=True)
class Wrapper:
    """A function seen apart from what it is taken of.

    Parameters
    ----------
    name : as it is said
    inner : what it is taken of
    around : puts the function around another piece
    """

    name: str
    inner: ast.expr
    around: Callable[[ast.expr], ast.expr]


def wrapper(node: ast.expr) -> Wrapper | None:
    """Return the function of a piece of code, if it is one of a single array."""
    if isinstance(node, ast.Call):
        func = node.func
        if isinstance(func, ast.Attribute) and not _module(func.value):
            return Wrapper(
                code(func.attr),
                func.value,
                lambda x: ast.Call(ast.Attribute(x, func.attr, ast.Load()), node.args, node.keywords),
            )
        if node.args and not isinstance(node.args[0], (ast.Starred, ast.GeneratorExp, ast.List, ast.Tuple)):
            first, *rest = node.args
            return Wrapper(code(func), first, lambda x: ast.Call(func, [x, *rest], node.keywords))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        said = "the square" if ast.unparse(node.right) == "2" else f"the power {code(node.right)}"
        return Wrapper(said, node.left, lambda x: ast.BinOp(x, ast.Pow(), node.right))
    return None


def _module(node: ast.expr) -> bool:
    """Return whether this is np or np.linalg, whose functions are no methods."""
    return (isinstance(node, ast.Name) and node.id == "np") or (
        isinstance(node, ast.Attribute) and _module(node.value)
    )


def wrapped(node: ast.expr) -> Iterator[Change]:
    """Yield what becomes of a function and its arguments.

    Parameters
    ----------
    node : a piece of the right function
    """
    outer = wrapper(node)
    if outer is not None:
        if isinstance(node, ast.Call):
            yield Change(outer.inner, f"{outer.name} is left out")
            if _elementwise(outer):
                yield Change(outer.around(node), f"{outer.name} is applied twice")
        yield from _spread(outer)
        inner = wrapper(outer.inner)
        if inner is not None:
            swapped = inner.around(outer.around(inner.inner))
            yield Change(
                swapped, f"{outer.name} comes before {inner.name} where it belongs after it: {code(swapped)}"
            )
    if isinstance(node, ast.Call):
        yield from _exchanged(node)
        yield from _arguments(node)


def _elementwise(outer: Wrapper) -> bool:
    return any(name in outer.name for name in ("tanh", "exp", "log", "sqrt"))


def _spread(outer: Wrapper) -> Iterator[Change]:
    inner, f = outer.inner, outer.name
    if not isinstance(inner, ast.BinOp) or not isinstance(inner.op, (ast.Add, ast.Sub)):
        return
    a, op, b = inner.left, inner.op, inner.right
    each = ast.BinOp(outer.around(a), op, outer.around(b))
    yield Change(ast.BinOp(outer.around(a), op, b), f"{code(b)} stands outside {f}, where it belongs inside")
    yield Change(ast.BinOp(a, op, outer.around(b)), f"{code(a)} stands outside {f}, where it belongs inside")
    yield Change(each, f"{f} is taken of each term by itself: {code(each)}")
    if isinstance(a, ast.BinOp) and isinstance(a.op, ast.Add) and isinstance(op, ast.Add):
        x, y = a.left, a.right
        three = ast.BinOp(ast.BinOp(outer.around(x), op, outer.around(y)), op, outer.around(b))
        yield Change(three, f"{f} is taken of each term by itself: {code(three)}")
        middle = ast.BinOp(outer.around(ast.BinOp(x, op, b)), op, y)
        yield Change(middle, f"{code(y)} stands outside {f}, where it belongs inside")
        last = ast.BinOp(x, op, outer.around(ast.BinOp(y, op, b)))
        yield Change(last, f"{code(x)} stands outside {f}, where it belongs inside")


def _exchanged(node: ast.Call) -> Iterator[Change]:
    func = node.func
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    for other in EXCHANGED.get(name, ()):
        new = (
            ast.Attribute(func.value, other, ast.Load()) if isinstance(func, ast.Attribute) else f"np.{other}"
        )
        call = ast.Call(build(new, {}) if isinstance(new, str) else new, node.args, node.keywords)
        yield Change(
            call, f"`{other}` is taken where `{name}` belongs", 1 if other in ("mean", "sum", "min") else FAR
        )


def _arguments(node: ast.Call) -> Iterator[Change]:
    for i, keyword in enumerate(node.keywords):
        rest = [other for other in node.keywords if other is not keyword]
        yield Change(ast.Call(node.func, node.args, rest), f"{code(ast.unparse(keyword))} is left out")
        if keyword.arg == "axis":
            for axis in (0, 1, -1, (0, 1), None):
                if (said := repr(axis)) != ast.unparse(keyword.value):
                    new = [*node.keywords]
                    new[i] = ast.keyword("axis", build(said, {}))
                    over = "the whole array" if axis is None else f"axis {said}"
                    words = (
                        f"`{_name(node)}` runs over {over} where axis {ast.unparse(keyword.value)} belongs"
                    )
                    yield Change(ast.Call(node.func, node.args, new), words)
    reduces = _name(node) in ("sum", "mean", "max")
    if reduces and not any(keyword.arg == "axis" for keyword in node.keywords):
        for axis in (0, 1, -1):
            new = [*node.keywords, ast.keyword("axis", build(repr(axis), {}))]
            call = ast.Call(node.func, node.args, new)
            yield Change(
                call, f"`{_name(node)}` runs over axis {axis} alone where it belongs over all entries"
            )
    for i in range(len(node.args) - 1):
        args = [*node.args]
        args[i], args[i + 1] = args[i + 1], args[i]
        call = ast.Call(node.func, args, node.keywords)
        yield Change(call, f"two arguments have changed places: {code(call)} where {code(node)} belongs")


def _name(node: ast.Call) -> str:
    return ast.unparse(node.func).rsplit(".", 1)[-1]
