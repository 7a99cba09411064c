"""What a learner calls in the notebook: the check, more help after it, and the sum of the points."""

from collections.abc import Callable, Iterator
from itertools import takewhile
from types import CodeType
from typing import Any

import numpy as np

from rnnlib.grading import report
from rnnlib.grading.child import observe, pack_arguments
from rnnlib.grading.exercises import EXERCISES, beside, find
from rnnlib.grading.general import Hint
from rnnlib.grading.judge import Judgement, judge
from rnnlib.grading.ladder import LAST, first_mend, rung
from rnnlib.grading.limits import CLOCK, COMPUTING, TimeUp, limited
from rnnlib.grading.printing import say
from rnnlib.grading.spec import Task

SEED = 7  # the self-check asks the same every time; grading asks afresh
UNCHECKED = Hint("not_attempted", "its check has not run yet.")
_latest: dict[str, Judgement] = {}  # of each task that was checked in this session, the last one at the end
_rungs: dict[str, int] = {}  # of the ladder of help, the one that was shown last


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
    judgement = _judge(function, task)
    if judgement.earned < task.points:
        judgement = first_mend(judgement, _called(function), _earlier(function, task))
    if _latest.pop(task_id, judgement).hints != judgement.hints:
        _rungs[task_id] = 1  # another mistake: help starts from below
    _latest[task_id] = judgement
    say(report.of_task(judgement, _session(task)))
    if judgement.earned < task.points:
        said = "see the hint above" if judgement.attempted else "not attempted yet"
        raise CheckFailed(f"{task.id}: {judgement.earned} of {task.points} points, {said}.")


def hint(task_id: str | None = None) -> None:
    """Print more help with a task that failed its check: one rung further up with each call.

    Parameters
    ----------
    task_id : as in "forward.rnn_step"; None is the task that was checked last

    Raises
    ------
    ValueError
        If there is no such task.
    """
    if task_id is None and not _latest:
        say("No check has run yet. Run one, and `hint()` helps with its task.")
        return
    task = find(task_id if task_id is not None else list(_latest)[-1])
    judgement = _latest.get(task.id)
    if judgement is None:
        say(f"{task.id}: its check has not run yet. Run it first.")
    elif all(judgement.right):
        say(f"{task.id}: all is right.\n{report.wrapped(task.why)}")
    else:
        _rungs[task.id] = min(_rungs.get(task.id, 1) + 1, LAST)
        say(rung(judgement, _rungs[task.id]))


def progress() -> None:
    """Print the points of each exercise that was worked on, as its checks gave them when they last ran."""
    tables = [
        report.of_exercise(name, _all(tasks))
        for name, tasks in EXERCISES.items()
        if any(task.id in _latest for task in tasks)
    ]
    say("\n\n".join(tables) or "No check has run yet.")


def _all(tasks: tuple[Task, ...]) -> list[Judgement]:
    unchecked = {task.id: Judgement(task, (False,) * len(task.cases), (UNCHECKED,)) for task in tasks}
    return [_latest.get(task.id, unchecked[task.id]) for task in tasks]


def _session(task: Task) -> list[Judgement]:
    return _all(beside(task))


def _judge(function: Callable[..., Any], task: Task) -> Judgement:
    packed = [pack_arguments(inputs) for inputs in task.draw(np.random.default_rng(SEED))]
    return judge(task, packed, _observe(function, task, packed))


def _called(function: Callable[..., Any]) -> set[str]:
    """Return the names that a function uses, also in what is defined inside it."""
    names, codes = set[str](), [getattr(function, "__code__", None)]
    while codes:
        code = codes.pop()
        if isinstance(code, CodeType):
            names |= set(code.co_names)
            codes += code.co_consts
    return names


def _earlier(function: Callable[..., Any], task: Task) -> Iterator[Judgement]:
    """Judge the functions of earlier tasks that this one calls."""
    names = getattr(function, "__globals__", {})
    for other in takewhile(lambda other: other is not task, (j.task for j in _session(task))):
        if other.function in _called(function) and callable(names.get(other.function)):
            yield _judge(names[other.function], other)


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
            f"{CLOCK:.0f} on the clock, and was stopped. Which of its loops has no end, or what does it wait "
            "for?"
        )
        observed += [{"stopped": stopped}] * (len(packed) - len(observed))
    return observed
