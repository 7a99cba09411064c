"""The ladder of help: what kind of mistake, the equation, the smallest failing call, the solution."""

import ast
import textwrap
from collections.abc import Iterable
from dataclasses import replace

from rnnlib.grading.arrays import arguments, expected_and_got
from rnnlib.grading.general import Hint
from rnnlib.grading.judge import Judgement
from rnnlib.grading.spec import Task
from rnnlib.grading.trying import words

NAMES = {2: "the equation", 3: "the smallest call that goes wrong", 4: "a solution"}
LAST = 4
EARLIER = "earlier_task"  # the id of the hint that the mistake is elsewhere
INDENT = "  "


def read(task: Task) -> str:
    """Return where the book explains a task: the section, and its address."""
    return f"Read: {task.read}\n      {task.read.address}"


def equation(judgement: Judgement) -> str:
    """Return the equation of a task and, if the numbers tell, the line of the solution that was changed.

    Parameters
    ----------
    judgement : of the task
    """
    lines = ["The equation:", *_indented(judgement.task.equation)]
    for hint in judgement.hints:
        if hint.slip:
            lines += ["Your numbers come out when a line of the solution reads so:", *_indented(hint.slip)]
    return "\n".join(lines)


def failing_call(judgement: Judgement) -> str:
    """Return the smallest call that went wrong, with what came back and what should have.

    Parameters
    ----------
    judgement : of the task
    """
    if judgement.failing is None:
        return "No call went wrong."
    inputs, got, want = judgement.failing
    call = f"{judgement.task.function}({', '.join(inputs)})"
    lines = [f"The smallest call that goes wrong: {call}, with", *_indented("\n".join(arguments(inputs)))]
    shown = expected_and_got(want, got)
    if said := words(got) if judgement.task.tried else "":
        shown = ["expected: an answer that works when it is tried", f"got: one of which this came: {said}"]
    return "\n".join([*lines, *_indented("\n".join(shown))])


def solution(task: Task) -> str:
    """Return one way to write the function."""
    return "\n".join(["One way to write it:", *_indented(task.solutions[0].strip())])


def rung(judgement: Judgement, number: int) -> str:
    """Return one rung of the ladder.

    Parameters
    ----------
    judgement : of the task
    number : of the rung, from 2 to 4; the check itself prints the first
    """
    task = judgement.task
    if number == LAST:
        body = solution(task)
    else:
        body = equation(judgement) if number == 2 else failing_call(judgement)
    lines = [f"{task.id}: {task.title}, help {number} of {LAST}", *_indented(body)]
    return "\n".join([*lines, *_indented(following(number))] if number < LAST else lines)


def following(number: int) -> str:
    """Return what `hint()` shows after a rung."""
    return f"hint() shows {NAMES[number + 1]}."


def first_mend(judgement: Judgement, called: set[str], earlier: Iterable[Judgement]) -> Judgement:
    """Return the judgement of a task with another hint, if it calls an earlier function that is wrong itself.

    Parameters
    ----------
    judgement : of the task
    called : the names that the learner's function uses
    earlier : judgements of the tasks before it, in order
    """
    wrong = [other for other in earlier if other.task.function in called and not all(other.right)]
    if all(judgement.right) or not wrong:
        return judgement
    first = wrong[0]
    do, state = ("mend", "right") if first.attempted else ("write", "written")
    text = (
        f"first {do} {first.task.number}: `{first.task.function}`, which your `{judgement.task.function}` "
        f"calls, is not {state} yet. Its own check says more."
    )
    return replace(judgement, hints=(Hint(EARLIER, text),))


def blamed_elsewhere(judgement: Judgement) -> bool:
    """Return whether the mistake is to be mended in an earlier task."""
    return any(hint.id == EARLIER for hint in judgement.hints)


def names_in(source: str) -> set[str]:
    """Return the names that a piece of code uses; none if it is not Python."""
    try:
        return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()


def _indented(text: str) -> list[str]:
    return textwrap.indent(text, INDENT).split("\n")
