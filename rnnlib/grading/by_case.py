"""Hints of the cases themselves: where an answer is a verdict, the case that fails names the mistake."""

from rnnlib.grading.answer import Answer
from rnnlib.grading.explain import Explanation
from rnnlib.grading.family import same

MOST = 2  # hints at once


def by_case(answer: Answer) -> list[Explanation]:
    """Return the hints of the first cases that fail, if each of them has one and lacks no part.

    Parameters
    ----------
    answer : on all cases of a task
    """
    cases = answer.task.cases
    if len(answer.got) < len(cases) or any(
        g.keys() != w.keys() for g, w in zip(answer.got, answer.want, strict=True)
    ):
        return []
    failing = [
        number
        for number, (got, want) in enumerate(zip(answer.got, answer.want, strict=True))
        if not same(got, want)
    ]
    if not all(cases[number].hint for number in failing):
        return []
    first = {cases[number].hint: number for number in reversed(failing)}  # the same hint once
    return [
        Explanation(f"{answer.task.id}.case_{number + 1}", cases[number].hint)
        for number in sorted(first.values())[:MOST]
    ]
