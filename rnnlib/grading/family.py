"""From the right function of a task to a family of wrong ones, each with the words that name its mistake."""

import ast
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from rnnlib.grading.child import pack, pack_arguments, unpack_arguments
from rnnlib.grading.compare import Leaves, close, leaves
from rnnlib.grading.exercises import beside
from rnnlib.grading.mutants.edits import TICK, Edit, applied, edits
from rnnlib.grading.mutants.inline import inlined
from rnnlib.grading.spec import Task

STEPS = 5000  # of all loops of a mutant together; the right functions take less than a hundred
LARGEST = 1200  # mutants of a task


class Endless(Exception):
    """A mutant's loop did not end."""


class _Ticks(ast.NodeTransformer):
    """Count the steps of every loop and the calls of every function, and let empty arrays hold zeros."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        self.generic_visit(node)
        node.attr = {"empty": "zeros", "empty_like": "zeros_like"}.get(node.attr, node.attr)
        return node

    def _counted(self, node: Any) -> Any:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(ast.Call(ast.Name(TICK, ast.Load()), [], [])))
        return node

    visit_For = visit_While = visit_FunctionDef = _counted


class _Counter:
    def __init__(self) -> None:
        self.left = STEPS

    def __call__(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Endless


_tick = _Counter()


@dataclass(frozen=True, eq=False)
class Form:
    """One way to write the right function, as a syntax tree that edits change for a moment."""

    tree: ast.Module
    name: str

    def compiled(self, *changes: Edit) -> Callable[..., Any] | None:
        """Return the function with some edits, or None if that is no Python."""
        namespace: dict[str, Any] = {"np": np, TICK: _tick}
        try:
            with warnings.catch_warnings(), applied(changes):
                warnings.simplefilter("ignore")
                exec(compile(self.tree, "<mutant>", "exec"), namespace)
        except (SyntaxError, TypeError, ValueError):
            return None
        return namespace[self.name]


@dataclass(frozen=True, eq=False)
class Mutant:
    """A wrong function.

    Parameters
    ----------
    function : what a learner may have written
    edits : what makes it wrong
    form : the way to write the right function that they are edits of
    """

    function: Callable[..., Any]
    edits: tuple[Edit, ...]
    form: Form

    @property
    def words(self) -> str:
        """What comes after "These are the numbers that come out when"."""
        return ", and ".join(edit.words for edit in self.edits)

    @property
    def cost(self) -> int:
        """How far-fetched it is."""
        return sum(edit.cost for edit in self.edits)

    def slip(self) -> str:
        """Return the line as it then reads, and below it ^^^ under the piece that differs."""
        with applied(self.edits[1:]):
            return self.edits[0].slip()


def ticking(tree: ast.Module, name: str) -> Form:
    """Return a form whose loops and calls are counted, so that none of its mutants runs for ever."""
    return Form(ast.fix_missing_locations(_Ticks().visit(tree)), name)


@cache
def sources(task: Task) -> tuple[str, ...]:
    """Return the source of every way to write a task's function, each after the helpers that it calls."""
    helpers = {other.function: other.solutions[0] for other in beside(task) if other.solutions}
    return tuple("\n\n".join([*_helpers(text, helpers, {task.function}), text]) for text in task.solutions)


def _helpers(text: str, helpers: dict[str, str], seen: set[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name) and node.id in helpers and node.id not in seen:
            seen.add(node.id)
            yield from _helpers(helpers[node.id], helpers, seen)
            yield helpers[node.id]


def forms(task: Task) -> Iterator[Form]:
    """Yield each solution as it is written and, after it, with its intermediate results put in.

    Parameters
    ----------
    task : whose solutions are tried on its cases, and left out if they do not give the reference's numbers
    """
    packed = [pack_arguments(inputs) for inputs in task.draw(np.random.default_rng(0))]
    want = [outcome(task.reference, inputs, task.changes) for inputs in packed]
    seen = set()
    for text in sources(task):
        plain = ast.parse(text)
        for tree in (plain, inlined(plain)):
            if (said := ast.unparse(tree.body[-1])) in seen:
                continue
            seen.add(said)
            form = ticking(tree, task.function)
            function = form.compiled()
            got = [outcome(function, inputs, task.changes) for inputs in packed] if function else []
            if got and all(map(same, got, want)):
                yield form


def same(got: Leaves, want: Leaves) -> bool:
    """Return whether two results have the same parts with the same numbers."""
    return got.keys() == want.keys() and all(close(got[place], want[place]) for place in want)


@cache
def singles(task: Task) -> tuple[Mutant, ...]:
    """Return functions with one edit each, the less far-fetched first.

    Parameters
    ----------
    task : whose solutions are edited
    """
    found = [(edit, form) for form in forms(task) for edit in edits(form.tree)]
    found.sort(key=lambda pair: pair[0].cost)
    made = ((form.compiled(edit), edit, form) for edit, form in found[:LARGEST])
    return tuple(Mutant(function, (edit,), form) for function, edit, form in made if function is not None)


def pairs(mutants: Sequence[Mutant]) -> Iterator[Mutant]:
    """Yield the functions with two edits at once.

    Parameters
    ----------
    mutants : with one edit each; only those of one form can be combined
    """
    for i, one in enumerate(mutants):
        for other in mutants[i + 1 :]:
            (first,), (second,) = one.edits, other.edits
            if one.form is other.form and (first.owner, first.field) != (second.owner, second.field):
                function = one.form.compiled(first, second)
                if function is not None:
                    yield Mutant(function, (first, second), one.form)


def outcome(function: Callable[..., Any], packed: dict[str, Any], changes: str = "") -> Leaves:
    """Call one of our own functions and return what came back, or nothing if it raised.

    Parameters
    ----------
    function : a solution or a mutant
    packed : the arguments, each as from `pack`
    changes : the argument that is to be updated in place, if there is one
    """
    inputs = unpack_arguments(packed)
    held = dict(inputs[changes]) if changes else None
    _tick.left = STEPS
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = function(*inputs.values())
        return leaves(pack(value if held is None else held))
    except Exception:  # a mutant may do anything
        return {}
