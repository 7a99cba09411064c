"""Edits of whole statements: a sum that is overwritten, a state that is not carried, a step left out."""

import ast
from collections.abc import Iterator

from rnnlib.grading.mutants.patterns import build, code
from rnnlib.grading.mutants.pieces import indexed
from rnnlib.grading.mutants.rules import FAR
from rnnlib.grading.mutants.wrappers import Change

CONSTANTS = ("1", "0.1", "0.01", "1e-3", "1e-4", "1e-5", "1e-6", "1e-7", "1e-8")
KEPT = "_kept"  # a name that no solution has


def _assign(name: str, text: str, **found: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], build(text, found), lineno=1)


def in_body(body: list[ast.stmt]) -> Iterator[tuple[Change, int]]:
    """Yield what becomes of one or two statements of a body, with the number of the first one."""
    for i, statement in enumerate(body):
        before, after = body[:i], body[i + 1 :]
        for new, words in (*_of(statement), *_overwritten(statement, after)):
            yield Change([*before, *new, *after], words), i
        if i + 1 < len(body) and not isinstance(body[i + 1], ast.Return):
            words = f"{_said(body[i + 1])} comes before {_said(statement)}"
            yield Change([*before, after[0], statement, *after[1:]], words), i
        if isinstance(statement, ast.For):
            yield from ((Change([*before, *new, *after], words), i) for new, words in _not_carried(statement))
            last = body[-1]
            if isinstance(last, ast.Return):
                early = ast.For(statement.target, statement.iter, [*statement.body, last], [], lineno=1)
                yield (
                    Change([*before, early, *after], "the function returns inside its loop, after one step"),
                    i,
                )


def _said(statement: ast.stmt) -> str:
    return code(ast.unparse(statement).splitlines()[0])


def _overwritten(statement: ast.stmt, after: list[ast.stmt]) -> Iterator[tuple[list[ast.stmt], str]]:
    """Yield the result stored under the name of something that it is made of, which is read again later."""
    if isinstance(statement, ast.Assign) and isinstance(target := statement.targets[0], ast.Name):
        for name in sorted(_read(statement.value) & set().union(*map(_read, after)) - {"np", target.id}):
            words = f"`{name}` is overwritten by {_said(statement)}, and read again after that"
            yield [statement, _assign(name, "_v", _v=ast.Name(target.id, ast.Load()))], words


def _read(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _of(statement: ast.stmt) -> Iterator[tuple[list[ast.stmt], str]]:
    if isinstance(statement, ast.AugAssign):
        updated, op, value = statement.target, statement.op, statement.value
        plain = ast.Assign([updated], value, lineno=1)
        yield (
            [plain],
            f"each step overwrites the last, `=` where {code(_sign(op) + '=')} belongs: {code(plain)}",
        )
        for other in (ast.Add(), ast.Sub()):
            if type(other) is not type(op):
                new = ast.AugAssign(updated, other, value)
                yield (
                    [new],
                    f"{code(_sign(other) + '=')} is used where {code(_sign(op) + '=')} belongs: {code(new)}",
                )
        for moved, words in _moved(updated):
            yield [ast.AugAssign(moved, op, value)], words
        if isinstance(updated, ast.Name):
            return
        yield [], f"{code(statement)} is left out"
    elif isinstance(statement, ast.Assign):
        target: ast.expr = statement.targets[0]
        yield [], f"{code(statement)} is left out"
        if isinstance(target, (ast.Subscript, ast.Name)) and len(statement.targets) == 1:
            new = ast.AugAssign(target, ast.Add(), statement.value)
            yield [new], f"`+=` is used where `=` belongs: {code(new)}"
        for moved, words in _moved(target):
            yield [ast.Assign([moved], statement.value, lineno=1)], words
    elif isinstance(statement, ast.Expr):
        yield [], f"{code(statement)} is left out"
    elif isinstance(statement, ast.For) and not _is_range(statement.iter):
        for text, words in (
            ("list(_a)[::-1]", "the loop runs through {a} from its end"),
            ("_a[1:]", "the loop leaves out the first of {a}"),
            ("_a[:-1]", "the loop leaves out the last of {a}"),
            ("_a[:1]", "only the first of {a} is visited"),
            ("_a[-1:]", "only the last of {a} is visited"),
        ):
            loop = ast.For(
                statement.target, build(text, {"_a": statement.iter}), statement.body, [], lineno=1
            )
            yield [loop], words.format(a=code(statement.iter))


def _moved(target: ast.expr) -> Iterator[tuple[ast.Subscript, str]]:
    """Yield other places to store a result in."""
    if isinstance(target, ast.Subscript):
        for change in indexed(ast.Subscript(target.value, target.slice, ast.Load()), []):
            if isinstance(change.new, ast.Subscript):
                moved = ast.Subscript(change.new.value, change.new.slice, ast.Store())
                yield moved, f"the result is stored in {code(moved)} where {code(target)} belongs"


def _is_range(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("range", "np.ndindex")


def _sign(op: ast.operator) -> str:
    return {"Add": "+", "Sub": "-", "Mult": "*", "Div": "/"}.get(type(op).__name__, "")


def _not_carried(loop: ast.For) -> Iterator[tuple[list[ast.stmt], str]]:
    """Yield the loop with a variable put back, at each step, to what it was before the loop."""
    stored = [
        node.id for node in ast.walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    read = _read(loop)
    target = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
    for name in dict.fromkeys(stored):
        if name in read and name not in target:
            again = ast.For(loop.target, loop.iter, [_assign(name, KEPT), *loop.body], [], lineno=1)
            keep = _assign(KEPT, "_v", _v=ast.Name(name, ast.Load()))
            yield [keep, again], f"`{name}` is not carried from step to step, and starts afresh at each"


def of_arguments(names: list[str]) -> Iterator[tuple[list[ast.stmt], str, int]]:
    """Yield statements that change an argument before the function begins, with words and cost."""
    for name in names:
        for text, words, cost in (
            ("0 * _v", "{v} is ignored, as if it were zero", 2),
            ("_v[::-1]", "{v} is read from its end", 2),
            ("_v.T", "{v} is used transposed", 2),
            ("~_v", "{v} is read the wrong way round, True for False", 2),
            ("-_v", "the sign of {v} is reversed", 3),
            ("np.ones_like(_v)", "{v} is ignored, as if it held ones", 2),
            (
                "np.roll(_v, 1, axis=0)",
                "each step reads the row of {v} before its own, and the first the last",
                2,
            ),
            (
                "np.roll(_v, -1, axis=0)",
                "each step reads the row of {v} after its own, and the last the first",
                2,
            ),
            (
                "np.concatenate([_v[1:], _v[-1:]])",
                "each step reads the row of {v} after its own, the last its own",
                2,
            ),
            (
                "np.concatenate([_v[:1], _v[:-1]])",
                "each step reads the row of {v} before its own, the first its own",
                2,
            ),
            (
                "np.concatenate([_v[1:], 0 * _v[:1]])",
                "each step reads the row of {v} after its own, the last zeros",
                2,
            ),
            (
                "np.concatenate([0 * _v[:1], _v[:-1]])",
                "each step reads the row of {v} before its own, the first zeros",
                2,
            ),
            ("np.concatenate([0 * _v[:1], _v[1:]])", "the first row of {v} plays no part", 2),
            ("np.concatenate([_v[:-1], 0 * _v[-1:]])", "the last row of {v} plays no part", 2),
            *((e, "{v} is ignored, and a fixed number stands in its place", 3) for e in CONSTANTS),
            ("_v - 1", "1 less than {v} is used throughout", 3),
            ("_v + 1", "1 more than {v} is used throughout", 3),
            ("_v[1:]", "the first row of {v} is left out throughout", 3),
            ("_v[:-1]", "the last row of {v} is left out throughout", 3),
            ("_v ** 2", "the square of {v} is used throughout", 3),
            ("2 * _v", "twice {v} is used throughout", 3),
            ("_v / 2", "half of {v} is used throughout", 3),
            ("np.tanh(_v)", "tanh of {v} is used throughout", 3),
            ("np.abs(_v)", "the absolute value of {v} is used throughout", 3),
            ("_v.mean()", "the mean of {v} is used throughout", 3),
            ("np.round(_v)", "{v} is rounded to whole numbers", 3),
        ):
            said = words.format(v=f"`{name}`")
            yield [_assign(name, text, _v=ast.Name(name, ast.Load()))], said, cost
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            pair = ast.Tuple([ast.Name(one, ast.Store()), ast.Name(other, ast.Store())], ast.Store())
            values = ast.Tuple([ast.Name(other, ast.Load()), ast.Name(one, ast.Load())], ast.Load())
            yield [ast.Assign([pair], values, lineno=1)], f"`{one}` and `{other}` have changed places", 2


def of_result(value: ast.expr, names: list[str]) -> Iterator[Change]:
    """Yield the result with an argument added to it, or multiplied by one."""
    for name in names:
        found = {"_r": value, "_v": ast.Name(name, ast.Load())}
        yield Change(build("_r + _v", found), f"`{name}` is added to the result", FAR)
        yield Change(build("_r - _v", found), f"`{name}` is subtracted from the result", FAR)
        yield Change(build("_r * _v", found), f"the result is multiplied by `{name}`", FAR)
