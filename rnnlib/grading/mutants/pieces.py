"""Names, indices and numbers: the neighbour, the other variable, one more or one less."""

import ast
from collections.abc import Iterator

from rnnlib.grading.mutants.patterns import build, code
from rnnlib.grading.mutants.rules import FAR
from rnnlib.grading.mutants.wrappers import Change


def indexed(node: ast.Subscript, names: list[str]) -> Iterator[Change]:
    """Yield what becomes of an index: the step before or after, the first, the last, or all of them."""
    index, a = node.slice, node.value
    if isinstance(index, ast.Slice):
        yield from _sliced(node, index)
        return
    if isinstance(index, ast.Tuple):
        for i, part in enumerate(index.elts):
            if isinstance(part, ast.Slice) and (part.lower or part.upper):
                for change in _sliced(ast.Subscript(a, part, ast.Load()), part):
                    if isinstance(change.new, ast.Subscript):
                        parts = [*index.elts[:i], change.new.slice, *index.elts[i + 1 :]]
                        yield Change(_at(a, ast.Tuple(parts, ast.Load())), change.words)
        for i, part in enumerate(index.elts):
            if not isinstance(part, ast.Slice) and ast.unparse(part) not in ("None", "..."):
                every = [*index.elts[:i], ast.Slice(None, None, None), *index.elts[i + 1 :]]
                everything = _at(a, ast.Tuple(every, ast.Load()))
                yield Change(everything, f"{code(everything)} takes all where {code(node)} takes one a row")
        if len(index.elts) == 2:
            yield Change(
                _at(a, ast.Tuple(index.elts[::-1], ast.Load())), f"the two indices of {code(a)} change places"
            )
        return
    if isinstance(index, ast.Constant) and isinstance(index.value, str):
        return
    old = code(node)
    for text in ("_i - 1", "_i + 1"):
        new: ast.expr = _at(a, simpler(build(text, {"_i": index})))
        yield Change(new, f"{code(new)} is used where {old} belongs")
    for text, words in (
        ("_a[0]", "{new} is used at every step where {old} belongs"),
        ("_a[-1]", "{new} is used where {old} belongs"),
        ("_a[::-1][_i]", "{a} is read from its end: {new} where {old} belongs"),
        ("_a.sum(axis=0)", "the sum over all rows of {a} is used where {old} belongs"),
        ("_a.mean(axis=0)", "the mean over all rows of {a} is used where {old} belongs"),
        ("_a", "all of {a} is used where {old} belongs"),
        ("0 * _a[_i]", "zeros stand where {old} belongs"),
    ):
        new = build(text, {"_a": a, "_i": index})
        a_list = text == "_a" and isinstance(a, ast.Name) and a.id not in names
        if not a_list and ast.unparse(new) != ast.unparse(node):
            yield Change(new, words.format(new=code(new), old=old, a=code(a)))


def simpler(node: ast.expr) -> ast.expr:
    """Return t for t - 1 + 1, and 0 for 1 - 1."""
    base, change = _split(node)
    if base is None:
        return build(repr(change), {})
    return base if change == 0 else build(f"_a {'+' if change > 0 else '-'} {abs(change)}", {"_a": base})


def _split(node: ast.expr) -> tuple[ast.expr | None, int]:
    """Return the piece without the whole numbers at its end, and their sum."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return None, node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and _split(node.operand)[0] is None:
        return None, -_split(node.operand)[1]
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        last, change = _split(node.right)
        if last is None:
            base, before = _split(node.left)
            return base, before + (change if isinstance(node.op, ast.Add) else -change)
    return node, 0


def _at(a: ast.expr, index: ast.expr) -> ast.Subscript:
    return ast.Subscript(a, index, ast.Load())


def _sliced(node: ast.Subscript, index: ast.Slice) -> Iterator[Change]:
    lower, upper = index.lower, index.upper
    options: list[tuple[ast.expr | None, ast.expr | None]] = []
    one, minus = build("1", {}), build("-1", {})
    if lower is None and upper is None:
        return
    if lower is not None:
        options += [
            (simpler(build("_i + 1", {"_i": lower})), upper),
            (simpler(build("_i - 1", {"_i": lower})), upper),
        ]
    if upper is not None:
        options += [
            (lower, simpler(build("_i + 1", {"_i": upper}))),
            (lower, simpler(build("_i - 1", {"_i": upper}))),
        ]
    options += [(None, None), (one, None), (None, minus), (one, minus), (upper, lower)]
    if lower is None and upper is not None:
        options += [(build("-_i", {"_i": upper}), None)]
    if upper is None and lower is not None:
        options += [(None, build("-_i", {"_i": lower}))]
    for low, high in options:
        if ast.unparse(new := _at(node.value, ast.Slice(low, high, None))) != ast.unparse(node):
            if low is None and high is None:
                yield Change(node.value, f"all of {code(node.value)} is used where {code(node)} belongs")
            else:
                yield Change(new, f"{code(new)} is used where {code(node)} belongs")


def renamed(node: ast.Name, names: list[str]) -> Iterator[Change]:
    """Yield another variable in the place of this one, and this one changed."""
    if node.id not in names:
        return
    v = code(node.id)
    for name in names:
        if name != node.id:
            yield Change(ast.Name(name, ast.Load()), f"{code(name)} is used where {v} belongs", FAR)
    for text, words in (
        ("_v[::-1]", "{v} is read from its end"),
        ("-_v", "the sign of {v} is reversed"),
        ("np.roll(_v, 1, axis=0)", "the rows of {v} are moved on by one, the last coming first"),
        ("np.roll(_v, -1, axis=0)", "the rows of {v} are moved back by one, the first coming last"),
        ("_v[0]", "only the first entry of {v} is used"),
        ("_v[-1]", "only the last entry of {v} is used"),
        ("_v[1:]", "the first row of {v} is left out"),
        ("_v[:-1]", "the last row of {v} is left out"),
        ("np.abs(_v)", "the absolute value of {v} is used"),
        ("np.sum(_v)", "the sum of {v} is used"),
        ("np.mean(_v)", "the mean of {v} is used"),
        ("np.tanh(_v)", "tanh of {v} is used"),
        ("_v - 1", "1 less than {v} is used"),
        ("_v + 1", "1 more than {v} is used"),
        ("_v ** 2", "the square of {v} is used"),
        ("~_v", "{v} is read the wrong way round"),
        ("_v.T", "the transpose of {v} is used"),
    ):
        yield Change(build(text, {"_v": node}), words.format(v=v), FAR)


def counted(node: ast.Constant) -> Iterator[Change]:
    """Yield other numbers in the place of this one."""
    value = node.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    for other in dict.fromkeys((value + 1, value - 1, 2 * value, value / 2, 0)):
        if other != value:
            other = int(other) if other == int(other) and type(value) is int else other
            yield Change(build(repr(other), {}), f"{other} stands where {value} belongs", FAR)


def looped(node: ast.Call) -> Iterator[Change]:
    """Yield what becomes of range: reversed, or with one step too few or too many."""
    if not isinstance(node.func, ast.Name) or node.func.id != "range" or node.keywords:
        return
    yield Change(build("_r[::-1]", {"_r": node}), f"the loop runs the other way, against {code(node)}")
    first, last = ("1", "_b + 1") if len(node.args) == 1 else ("_a + 1", "_b + 1")
    found = {"_a": node.args[0], "_b": node.args[-1] if len(node.args) == 1 else node.args[1]}
    start: ast.expr = node.args[0] if len(node.args) > 1 else build("0", {})
    rest = node.args[2:]
    earlier = [] if ast.unparse(start) == "0" else [(simpler(build("_a - 1", found)), found["_b"])]
    for low, high in (
        (simpler(build(first, found)), found["_b"]),
        (start, simpler(build("_b - 1", found))),
        (start, simpler(build(last, found))),
        (simpler(build(first, found)), simpler(build(last, found))),
        *earlier,
    ):
        new = ast.Call(node.func, [low, high, *rest], [])
        yield Change(new, f"the loop runs over {code(new)} where {code(node)} belongs")
