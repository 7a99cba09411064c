"""Mistakes found by machine: the edits, their words, and the functions made from them."""

import ast
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rnnlib.grading.child import observe, pack, pack_arguments
from rnnlib.grading.exercises import EXERCISES, find
from rnnlib.grading.family import Mutant, forms, outcome, same, singles, ticking
from rnnlib.grading.judge import Judgement, judge
from rnnlib.grading.mutants import edits, inlined
from rnnlib.grading.mutants.edits import applied
from rnnlib.grading.spec import Task

TASKS = [task for tasks in EXERCISES.values() for task in tasks]


def module(body: str, arguments: str = "a, b, W, h") -> ast.Module:
    return ast.fix_missing_locations(ast.parse(f"def f({arguments}):\n    {body}"))


def said(body: str) -> dict[str, str]:
    """The function's body as each edit leaves it, with the edit's words."""
    tree = module(body)
    made = {}
    for edit in edits(tree):
        with applied([edit]):
            made.setdefault(ast.unparse(tree).partition("\n")[2].strip().replace("\n    ", "; "), edit.words)
    return made


@pytest.mark.parametrize(
    ("body", "wrong", "words"),
    [
        ("return W.T @ a", "return W @ a", "`W` is used where its transpose belongs"),
        ("return W @ a + b", "return W @ a", "the term `b` is left out"),
        ("return 2 / 3 * a", "return a", "the factor `2 / 3` is left out"),
        ("return h[a - 1]", "return h[a]", "`h[a]` is used where `h[a - 1]` belongs"),
        ("return h[1:]", "return h[:-1]", "`h[:-1]` is used where `h[1:]` belongs"),
        ("a += b", "a = b", "each step overwrites the last"),
        ("return range(a)", "return range(a)[::-1]", "the loop runs the other way"),
        ("return np.tanh(a)", "return a", "`np.tanh` is left out"),
        ("return np.tanh(a)", "return 1 / (1 + np.exp(-a))", "the sigmoid is used where tanh belongs"),
        ("return np.tanh(a + b)", "return np.tanh(a) + b", "`b` stands outside `np.tanh`"),
        ("return np.tanh(a + b)", "return np.tanh(a) + np.tanh(b)", "`np.tanh` is taken of each term"),
        ("return a.sum(axis=0)", "return a.sum(axis=1)", "`sum` runs over axis 1 where axis 0 belongs"),
        ("return np.sum(a)", "return np.mean(a)", "`mean` is taken where `sum` belongs"),
        ("return np.sum(a) / len(a)", "return np.sum(a) / a.size", "all entries of `a` are counted"),
        ("return np.sum(a ** 2)", "return np.sum(np.abs(a))", "the absolute value of `a`"),
        ("return W @ (a * b)", "return W @ a * b", "the factor `b` comes after the product"),
        ("return np.sum(a ** 2)", "return np.sum(a) ** 2", "`np.sum` comes before the square"),
        ("return np.log(a)", "return np.log(a + 1e-12)", "1e-12 is added inside the logarithm"),
        ("return a.std()", "return a.std(ddof=1)", "the deviation divides by n - 1"),
        ("return a - b", "return b - a", "the difference is the wrong way round"),
        ("return a", "W = W.T; return a", "`W` is used transposed"),
    ],
)
def test_an_edit_is_made_and_named(body: str, wrong: str, words: str) -> None:
    assert words in said(body)[wrong]


@pytest.mark.parametrize("loop", ["range(a)", "range(0, a)"])
def test_a_loop_from_the_first_entry_does_not_begin_before_it(loop: str) -> None:
    assert not any("loop runs over `range(-1" in words for words in said(f"return {loop}").values())
    assert "return range(b - 1, a)" in said("return range(b, a)")


def test_no_edit_is_left_in_the_tree() -> None:
    tree = module("return np.tanh(W @ a + b)")
    before = ast.dump(tree)
    for edit in edits(tree):
        edit.slip()
        with applied([edit]):
            pass
    assert ast.dump(tree) == before


def test_the_slip_marks_what_differs() -> None:
    edit = next(edit for edit in edits(module("dh = W.T @ a + h")) if "its transpose" in edit.words)
    assert edit.slip() == "dh = W @ a + h\n     ^"


def test_helpers_and_intermediate_results_are_put_where_they_are_used() -> None:
    tree = ast.parse("def g(x):\n    return x + 1\n\ndef f(a):\n    b = g(a)\n    return 2 * b")
    assert ast.unparse(inlined(tree).body[-1]) == "def f(a):\n    return 2 * (a + 1)"


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_every_form_of_a_solution_is_right_and_gives_a_family(task: Task) -> None:
    assert {form.name for form in forms(task)} == {task.function}
    packed = [pack_arguments(inputs) for inputs in task.draw(np.random.default_rng(9))]
    want = [outcome(task.reference, inputs, task.changes) for inputs in packed]
    for form in forms(task):
        function = form.compiled()
        assert function is not None
        assert all(same(outcome(function, p, task.changes), w) for p, w in zip(packed, want, strict=True))
    assert len(singles(task)) > 100


def test_a_form_that_is_not_right_is_left_out() -> None:
    task = find("loss.mse")
    wrong = task.solutions[0].replace("/ T", "* T")
    assert len(list(forms(Task(**{**vars(task), "solutions": (wrong,)})))) == 0


@pytest.mark.parametrize(
    "body", ["while True:\n        a = a", "return f(a)", "for x in a:\n        a.append(x)"], ids=str.split
)
def test_a_mutant_without_end_is_stopped(body: str) -> None:
    function = ticking(ast.parse(f"def f(a):\n    {body}"), "f").compiled()
    assert function is not None
    assert outcome(function, {"a": pack([1, 2])}) == {}


def judged(task: Task, function: Callable[..., Any], seed: int = 3) -> Judgement:
    packed = [
        {name: pack(v) for name, v in inputs.items()} for inputs in task.draw(np.random.default_rng(seed))
    ]
    return judge(task, packed, [observe(function, inputs, task.changes) for inputs in packed])


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_a_mutant_is_called_by_words_of_an_edit_that_gives_its_numbers(task: Task) -> None:
    bare = Task(**{**vars(task), "misconceptions": ()})
    wrong = [mutant for mutant in singles(task) if mutant.cost == 1][::25]
    assert len(wrong) > 1
    for mutant in wrong:
        judgement = judged(bare, mutant.function)
        for hint in judgement.hints:
            if hint.id == "mutant" and "on top of that" not in hint.text:
                named = [other for other in singles(task) if other.words in hint.text]
                assert any(_alike(bare, other, mutant) for other in named), hint.text


def test_no_mutant_reads_what_memory_happened_to_hold() -> None:
    tree = ast.parse("def f(y):\n    g, h = np.empty_like(y), np.empty(3)\n    g[0] += 1\n    return g, h\n")
    function = ticking(tree, "f").compiled()
    assert function is not None
    for _ in range(20):
        np.full((2, 3), 7.0)  # freed at once, for the next array to lie in
        got = outcome(function, pack_arguments({"y": np.ones((2, 3))}))
        assert np.asarray(got["[0]"]).tolist() == [[1, 1, 1], [0, 0, 0]]
        assert np.asarray(got["[1]"]).tolist() == [0, 0, 0]


def _alike(task: Task, one: Mutant, other: Mutant) -> bool:
    packed = [pack_arguments(inputs) for inputs in task.draw(np.random.default_rng(3))]
    return all(
        same(outcome(one.function, inputs, task.changes), outcome(other.function, inputs, task.changes))
        for inputs in packed
    )


@pytest.mark.parametrize("constant", [0.0, 1.0, np.nan])
def test_numbers_that_many_mistakes_have_in_common_name_none(constant: float) -> None:
    hints = judged(find("forward.scalar_step"), lambda *_: constant).hints
    assert {hint.id for hint in hints} <= {"zeros", "numbers", "not_finite"}


def test_two_mistakes_that_these_arguments_cannot_tell_apart_are_both_said() -> None:
    task = find("forward.scalar_step")
    bare = Task(**{**vars(task), "misconceptions": ()})

    def no_tanh(x: float, h_prev: float, W_xh: float, W_hh: float, b_h: float) -> float:
        return W_xh * x + W_hh * h_prev + b_h

    texts = [hint.text for seed in range(6) for hint in judged(bare, no_tanh, seed).hints]
    assert all("`np.tanh` is left out" in text for text in texts)
    assert any("The same numbers come out here when" in text for text in texts)
