"""Hints of the cases themselves: where an answer is a verdict, the case that fails names the mistake."""

import numpy as np

from rnnlib.grading.answer import Answer
from rnnlib.grading.compare import Leaves
from rnnlib.grading.explain import Explanation
from rnnlib.grading.family import same
from rnnlib.grading.trying import words

MOST = 2  # hints at once


def by_case(answer: Answer) -> list[Explanation]:
    """Return the hints of the first cases that fail, if each of them has one and lacks no part.

    Parameters
    ----------
    answer : on all cases of a task
    """
    task, pairs = answer.task, list(zip(answer.got, answer.want, strict=True))
    failing = [number for number, pair in enumerate(pairs) if not same(*pair)]
    hints = [
        words(got) if task.tried else case.hint for case, got in zip(task.cases, answer.got, strict=False)
    ]
    comparable = task.tried or all(_alike(*pair) for pair in pairs)
    if len(pairs) < len(task.cases) or not comparable or not all(hints[number] for number in failing):
        return []
    first = {hints[number]: number for number in reversed(failing)}  # the same hint once
    return [
        Explanation(f"{task.id}.case_{number + 1}", hints[number]) for number in sorted(first.values())[:MOST]
    ]


def _alike(got: Leaves, want: Leaves) -> bool:
    """Return whether two results have the same parts, and arrays of the same shapes in them."""
    return got.keys() == want.keys() and all(
        isinstance(leaf, np.ndarray) and leaf.shape == np.shape(want[place]) for place, leaf in got.items()
    )
