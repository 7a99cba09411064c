"""The check that a learner calls in the notebook, and the sum of what the checks said."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnnlib.grading import report
from rnnlib.grading.child import observe, pack_arguments
from rnnlib.grading.exercises import EXERCISES, find
from rnnlib.grading.judge import Hint, Judgement, judge
from rnnlib.grading.limits import CLOCK, COMPUTING, TimeUp, limited
from rnnlib.grading.printing import say
from rnnlib.grading.spec import Task

SEED = 7  # the self-check asks the same every time; grading asks afresh
UNCHECKED = Hint("not_attempted", "its check has not run yet.")
_latest: dict[str, Judgement] = {}  # of each task that was checked in this session


class CheckFailed(AssertionError):
    """A check that did not give full marks; a notebook shows its message and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def check(task_id: str, function: Callable[..., Any]) -> None:
    """Try a function on the cases of a task and print what is right, what is wrong, and a hint.

    It runs in the process of whoever wrote the function, who can fool it; for marks there is `rnnlib grade`.

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
    judgement = _latest[task_id] = judge(task, packed, _observe(function, task, packed))
    say(report.of_task(judgement))
    if judgement.earned < task.points:
        said = "see the hint above" if judgement.attempted else "not attempted yet"
        raise CheckFailed(f"{task.id}: {judgement.earned} of {task.points} points, {said}.")


def _observe(function: Callable[..., Any], task: Task, packed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Call the function with the arguments of each case, in the limits that grading has too."""
    observed: list[dict[str, Any]] = []
    try:
        with limited():
            for inputs in packed:
                observed.append(observe(function, inputs, task.changes))
    except TimeUp:
        stopped = (
            f"your function `{task.function}` did not end within {COMPUTING} seconds of computing, or "
            f"{CLOCK:.0f} on the clock, and was stopped. Which of its loops has no end?"
        )
        observed += [{"stopped": stopped}] * (len(packed) - len(observed))
    return observed


def marks(exercise: str) -> None:
    """Print the points of an exercise, as its checks gave them when they last ran in this session.

    Parameters
    ----------
    exercise : as in "03_bptt"

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    if exercise not in EXERCISES:
        raise ValueError(f"exercise: expected one of {', '.join(EXERCISES)}; got {exercise!r}")
    tasks = EXERCISES[exercise]
    unchecked = {task.id: Judgement(task, (False,) * len(task.cases), (UNCHECKED,)) for task in tasks}
    say(report.of_exercise(exercise, [{**unchecked, **_latest}[task.id] for task in tasks]))
