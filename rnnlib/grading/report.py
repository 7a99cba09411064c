"""What a learner reads: the lines of a check, and the table of an exercise."""

import textwrap
from collections.abc import Sequence

from rnnlib.grading.judge import Judgement
from rnnlib.grading.printing import one_line

WIDTH = 96
LONGEST = 800  # characters of a hint


def of_task(judgement: Judgement) -> str:
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
    width = max(len(judgement.task.id) for judgement in judgements)
    rule = "-" * (width + 8)
    lines = [name, "", f"{'task':{width}}  points", rule]
    for judgement in judgements:
        lines.append(_points(judgement.task.id, judgement.earned, judgement.task.points, width))
        for hint in judgement.hints:
            lines.append(paragraph(f"hint: {hint.text}" if judgement.attempted else hint.text, "    "))
    earned = sum(judgement.earned for judgement in judgements)
    points = sum(judgement.task.points for judgement in judgements)
    return "\n".join([*lines, rule, _points("total", earned, points, width)])


def _points(name: str, earned: int, points: int, width: int) -> str:
    return f"{name:{width}}  {earned:2} / {points}"


def paragraph(text: str, indent: str = "") -> str:
    """Return `text` cut, wrapped and harmless: a submission may have written part of it."""
    return textwrap.fill(one_line(text[:LONGEST]), WIDTH, initial_indent=indent, subsequent_indent=indent)
