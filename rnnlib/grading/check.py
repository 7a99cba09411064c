"""The check that a learner calls in the notebook."""

import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np

from rnnlib.grading.child import observe, pack_arguments
from rnnlib.grading.judge import Judgement, judge
from rnnlib.grading.tasks import find

WIDTH = 96
SEED = 7  # the self-check asks the same every time; grading asks anew


class CheckFailed(AssertionError):
    """A check that did not give full marks; a notebook shows its message and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def report(judgement: Judgement) -> str:
    """Return one line for each behaviour, the points, and the hints.

    Parameters
    ----------
    judgement : of one task

    Returns
    -------
    text : of several lines
    """
    task = judgement.task
    wrong = "wrong" if judgement.attempted else "open"
    lines = [f"{task.id}: {task.title}"]
    for case, right in zip(task.cases, judgement.right, strict=True):
        lines.append(f"  {'right' if right else wrong:5}  {case.label}")
    lines.append(f"  {judgement.earned} of {task.points} points")
    for hint in judgement.hints if judgement.attempted else ():
        lines.append(textwrap.fill(hint.text, WIDTH, initial_indent="  Hint: ", subsequent_indent="  "))
    return "\n".join(lines)


def check(task_id: str, function: Callable[..., Any]) -> None:
    """Try a function on the cases of a task and print what is right, what is wrong, and a hint.

    Parameters
    ----------
    task_id : as in "forward.rnn_step"
    function : the function itself, without parentheses

    Raises
    ------
    ValueError
        If there is no such task.
    TypeError
        If `function` cannot be called.
    CheckFailed
        If a behaviour is wrong; an AssertionError, so that a test of the notebook sees it.
    """
    task = find(task_id)
    if not callable(function):
        raise TypeError(
            f"function: expected the function itself, as in check({task_id!r}, {task.function}), "
            f"got an object of type {type(function).__name__}"
        )
    packed = [pack_arguments(inputs) for inputs in task.draw(np.random.default_rng(SEED))]
    judgement = judge(task, packed, [observe(function, inputs, task.changes) for inputs in packed])
    print(report(judgement))
    if judgement.earned < task.points:
        said = "see the hint above" if judgement.attempted else "not attempted yet"
        raise CheckFailed(f"{task.id}: {judgement.earned} of {task.points} points, {said}.")
