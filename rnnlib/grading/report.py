"""What a learner reads: the lines of a check, and the table of an exercise."""

import textwrap
from collections.abc import Sequence

from rnnlib.grading import ladder
from rnnlib.grading.judge import Judgement
from rnnlib.grading.printing import one_line

WIDTH = 96
width = WIDTH  # characters of a line; the page of an exercise, perhaps on a phone, sets what it has room for
LONGEST = 800  # characters of a hint


def of_task(judgement: Judgement, exercise: Sequence[Judgement]) -> str:
    """Return one line for each behaviour, the points, the first help or why it works, and what is next.

    Parameters
    ----------
    judgement : of one task
    exercise : judgements of all tasks of its exercise, this one among them
    """
    task = judgement.task
    wrong = "wrong" if judgement.attempted else "open"
    lines = [f"{task.id}: {task.title}"]
    for case, right in zip(task.cases, judgement.right, strict=True):
        lines.append(f"  {'right' if right else wrong:5}  {case.label}")
    lines.append(f"  {judgement.earned} of {task.points} points")
    if all(judgement.right):
        lines.append(wrapped(task.why, "  Why: "))
    else:
        lines += [wrapped(hint.text, "  Hint: ") for hint in judgement.hints if judgement.attempted]
        if not ladder.blamed_elsewhere(judgement):
            lines += [textwrap.indent(text, "  ") for text in (ladder.read(task), ladder.following(1))]
    return "\n".join([*lines, _standing(judgement, exercise)])


def _standing(judgement: Judgement, exercise: Sequence[Judgement]) -> str:
    number = judgement.task.number.split(".")[0]
    earned, points = _sums(exercise)
    open_tasks = [other.task for other in exercise if not all(other.right)]
    if not all(judgement.right):
        what = ""
    elif open_tasks:
        what = f" · next: {open_tasks[0].number}, see {open_tasks[0].read}"
    else:
        what = " · all done"
    return f"Exercise {number}: {earned} of {points} points{what}"


def _sums(judgements: Sequence[Judgement]) -> tuple[int, int]:
    return sum(each.earned for each in judgements), sum(each.task.points for each in judgements)


def help_with(judgements: Sequence[Judgement]) -> str:
    """Return for each answer that is itself wrong where to read, the equation, and the smallest failing call.

    Parameters
    ----------
    judgements : of the tasks of an exercise
    """
    parts = []
    for each in judgements:
        if each.attempted and not all(each.right) and not ladder.blamed_elsewhere(each):
            rungs = (ladder.read(each.task), ladder.equation(each), ladder.failing_call(each))
            lines = [f"{each.task.number} {each.task.id}: {each.task.title}"]
            parts.append("\n".join([*lines, *(textwrap.indent(rung, "  ") for rung in rungs)]))
    return "\n\n".join(parts)


def of_exercise(name: str, judgements: Sequence[Judgement]) -> str:
    """Return a table of tasks and points, with the hints below their tasks.

    Parameters
    ----------
    name : of the exercise
    judgements : of its tasks

    Returns
    -------
    text : of several lines
    """
    names = [f"{judgement.task.number} {judgement.task.id}" for judgement in judgements]
    width = max(map(len, names))
    rule = "-" * (width + 8)
    lines = [name, "", f"{'task':{width}}  points", rule]
    for task, judgement in zip(names, judgements, strict=True):
        lines.append(_points(task, judgement.earned, judgement.task.points, width))
        for hint in judgement.hints:
            lines.append(paragraph(f"hint: {hint.text}" if judgement.attempted else hint.text, "    "))
    return "\n".join([*lines, rule, _points("total", *_sums(judgements), width)])


def _points(name: str, earned: int, points: int, width: int) -> str:
    return f"{name:{width}}  {earned:2} / {points}"


def paragraph(text: str, indent: str = "") -> str:
    """Return `text` cut, wrapped and harmless: a submission may have written part of it."""
    return textwrap.fill(one_line(text[:LONGEST]), width, initial_indent=indent, subsequent_indent=indent)


def wrapped(text: str, head: str = "  ") -> str:
    """Return `text` in lines, the first of which begins with `head`."""
    return textwrap.fill(text, width, initial_indent=head, subsequent_indent="  ")
