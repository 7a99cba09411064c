"""All small edits of a function, each with its place, its words and the line as it then reads."""

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from rnnlib.grading.mutants.patterns import Found, build, code, locate, match, pattern
from rnnlib.grading.mutants.pieces import counted, indexed, looped, renamed
from rnnlib.grading.mutants.relatives import RELATIVES
from rnnlib.grading.mutants.rules import RULES, Rule
from rnnlib.grading.mutants.statements import KEPT, in_body, of_arguments, of_result
from rnnlib.grading.mutants.wrappers import Change, wrapped

TICK = "_tick"  # called in every loop, so that no mutant runs for ever
MARK = "_here_"


@dataclass(frozen=True)
class Entry:
    """An entry of a dict, which is shown as a line of its own."""

    owner: ast.Dict
    index: int

    @property
    def key(self) -> str:
        """What the entry is called."""
        key = self.owner.keys[self.index]
        return str(key.value) if isinstance(key, ast.Constant) else ast.unparse(key or self.owner)


@dataclass(frozen=True)
class Edit:
    """One small edit of a syntax tree.

    Parameters
    ----------
    owner, field, index : where the piece hangs; `index` is None where it is not in a list
    new : what hangs there instead
    line : the statement, or the entry of a dict, that holds the piece; None where the edit is of statements
    words : what comes after "These are the numbers that come out when"
    cost : how far-fetched it is
    """

    owner: Any
    field: str
    index: int | None
    new: Any
    line: ast.stmt | Entry | None
    words: str
    cost: int

    def put(self, piece: Any) -> Any:
        """Hang `piece` in the place of the edit, and return what hung there."""
        if self.index is None:
            old = getattr(self.owner, self.field)
            setattr(self.owner, self.field, piece)
        else:
            pieces = getattr(self.owner, self.field)
            old, pieces[self.index] = pieces[self.index], piece
        return old

    def slip(self) -> str:
        """Return the line with the edit, and below it ^^^ under the piece that differs."""
        if self.line is None:
            return _new_statement(self.put(self.new), self.new, self)
        before = _first(self.line)
        old = self.put(ast.Name(MARK, ast.Load()))
        start, _, end = _first(self.line).partition(MARK)
        self.put(self.new)
        after = _first(self.line)
        self.put(old)
        return _marked(before, after, len(start), len(after) - len(end))


def _first(node: ast.stmt | Entry) -> str:
    if isinstance(node, Entry):
        return f"{node.key!r}: {ast.unparse(node.owner.values[node.index])}"
    return ast.unparse(node).splitlines()[0]


def _marked(before: str, after: str, start: int, end: int) -> str:
    """Narrow the piece to what differs, in whole words, and mark it."""
    low, high = start, end
    while low < high and low < len(before) and before[low] == after[low]:
        low += 1
    while (
        high > low
        and len(before) - (len(after) - high) > low
        and before[high - len(after) - 1] == after[high - 1]
    ):
        high -= 1
    if low < high:
        while low > start and (after[low - 1].isalnum() or after[low - 1] in "_."):
            low -= 1
        while high < end and (after[high].isalnum() or after[high] in "_."):
            high += 1
        start, end = low, high
    return f"{after}\n{' ' * start}{'^' * max(end - start, 1)}"


def _new_statement(old: list[ast.stmt], new: list[ast.stmt], edit: Edit) -> str:
    edit.put(old)
    plain = [statement for statement in new if statement not in old and not hasattr(statement, "body")]
    lines = [line for line in map(_first, plain) if KEPT not in line]
    return f"{lines[-1]}\n{'^' * len(lines[-1])}" if lines else ""


@contextmanager
def applied(edits: Sequence[Edit]) -> Iterator[None]:
    """Hold a syntax tree in the state that the edits give it."""
    olds = [edit.put(edit.new) for edit in edits]
    try:
        yield
    finally:
        for edit, old in zip(reversed(edits), reversed(olds), strict=True):
            edit.put(old)


def edits(tree: ast.Module) -> list[Edit]:
    """Return every small edit of the functions of a module.

    Parameters
    ----------
    tree : of the functions' source; it is not changed

    Returns
    -------
    edits : the less far-fetched first
    """
    found = [
        edit
        for function in tree.body
        if isinstance(function, ast.FunctionDef)
        for edit in _of(function, tree)
    ]
    return sorted(found, key=lambda edit: edit.cost)


def _of(function: ast.FunctionDef, tree: ast.Module) -> Iterator[Edit]:
    main = tree.body[-1] is function
    said = "" if main else f" in `{function.name}`"
    stored = {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    parameters = [argument.arg for argument in function.args.args]
    names = [*parameters, *sorted(stored - set(_lists(function)))]
    for owner in ast.walk(function):
        for field in ("body", "orelse"):
            body = getattr(owner, field, None)
            if isinstance(body, list):
                plain = [statement for statement in body if not _fixed(statement)]
                fixed = [statement for statement in body if _fixed(statement)]
                for change, _ in in_body(plain):
                    yield _edit(owner, field, None, [*fixed, *change.new], None, change, said)  # type: ignore[misc]
    for new, words, cost in of_arguments(parameters) if main else ():
        yield _edit(function, "body", None, [*new, *function.body], None, Change(new, words, cost), said)
    last = function.body[-1]
    if main and isinstance(last, ast.Return) and last.value is not None:
        for change in of_result(last.value, parameters):
            yield _edit(last, "value", None, change.new, last, change, "")
    several = sum(not _fixed(statement) for statement in function.body) > 1
    for statement in _statements(function):
        place = f", in {_place(statement)}" if several else ""
        for owner, field, index, node, entry in _expressions(statement, statement):
            where = f", in {code(repr(entry.key))}" if isinstance(entry, Entry) else place
            for change in _changes(node, names):
                yield _edit(owner, field, index, change.new, entry, change, where + said)


def _lists(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the names of lists: one that held itself would keep NumPy busy for ever."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.value, (ast.List, ast.ListComp)):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _edit(owner: Any, field: str, index: int | None, new: Any, line: Any, change: Change, where: str) -> Edit:
    for piece in new if isinstance(new, list) else [new]:
        locate(piece)
    return Edit(owner, field, index, new, line, change.words + where, change.cost)


def _fixed(statement: ast.stmt) -> bool:
    """Return whether this is a docstring or a tick, which no edit touches."""
    if not isinstance(statement, ast.Expr):
        return False
    value = statement.value
    return isinstance(value, ast.Constant) or (
        isinstance(value, ast.Call) and ast.unparse(value.func) == TICK
    )


def _statements(function: ast.AST) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(function):
        if isinstance(child, ast.stmt) and not _fixed(child):
            yield child
            yield from _statements(child)


def _place(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign):
        return code(" = ".join(ast.unparse(target) for target in statement.targets) + " = …")
    if isinstance(statement, ast.AugAssign):
        return code(f"{ast.unparse(statement.target)} … = …")
    if isinstance(statement, ast.Return):
        return "what is returned"
    return code(statement)


def _expressions(
    node: ast.AST, line: ast.stmt | Entry
) -> Iterator[tuple[Any, str, int | None, ast.expr, ast.stmt | Entry]]:
    """Yield the pieces of a statement that are read, with where they hang and in which line."""
    for field, value in ast.iter_fields(node):
        pieces = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for index, piece in pieces:
            if not isinstance(piece, ast.AST) or isinstance(piece, ast.stmt):
                continue
            inside = line
            if isinstance(node, ast.Dict) and field == "values" and isinstance(piece, ast.expr):
                key = node.keys[index or 0]
                inside = Entry(node, index or 0) if key is not None else line
            called = field == "func" or (isinstance(node, ast.Attribute) and node.attr == "shape")
            if isinstance(piece, ast.expr) and _is_read(piece) and not called:
                yield node, field, index, piece, inside
            yield from _expressions(piece, inside)


def _is_read(piece: ast.expr) -> bool:
    return isinstance(getattr(piece, "ctx", ast.Load()), ast.Load)


@cache
def _rules() -> dict[type, list[Rule]]:
    """Return the table's rules by the kind of piece they are for."""
    kinds: dict[type, list[Rule]] = {}
    for rule in (*RULES, *RELATIVES):
        kinds.setdefault(type(pattern(rule.old)), []).append(rule)
    return kinds


def _changes(node: ast.expr, names: list[str]) -> Iterator[Change]:
    yield from wrapped(node)
    rules, old = _rules().get(type(node), ()), code(node)
    for rule in rules:
        found: Found = {}
        if match(pattern(rule.old), node, found):
            text = ast.unparse(new := build(rule.new, found))
            if ".T.T" in text:  # the rule for the transpose itself says it better
                continue
            said = {name[1:]: code(piece) for name, piece in found.items()}
            yield Change(new, rule.words.format(**said, old=old, new=code(text)), rule.cost)
    if isinstance(node, ast.Subscript):
        yield from indexed(node, names)
    elif isinstance(node, ast.Name):
        yield from renamed(node, names)
    elif isinstance(node, ast.Constant):
        yield from counted(node)
    elif isinstance(node, ast.Call):
        yield from looped(node)
    elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
        yield Change(
            ast.Tuple(node.elts[::-1], ast.Load()), f"the two parts of {code(node)} have changed places"
        )
