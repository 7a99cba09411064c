"""From what a function returned to points and hints."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnlib.grading.answer import Answer
from rnnlib.grading.by_case import by_case
from rnnlib.grading.child import observe, unpack_arguments
from rnnlib.grading.compare import Leaves, close, leaves, parted
from rnnlib.grading.explain import by_hand, explain
from rnnlib.grading.general import Hint, general
from rnnlib.grading.spec import Inputs, Task
from rnnlib.grading.trying import WORKS, what_came

Seen = list[dict[str, Any]]  # for each case the packed arguments, or what `observe` wrote down

# The arguments of a call, the arrays that came back, and those that should have, by their places.
Call = tuple[Inputs, Leaves, Leaves]


@dataclass(frozen=True)
class Judgement:
    """The result of one task.

    Parameters
    ----------
    task : what was to be done
    right : for each case whether it is right
    hints : the first things to look at; empty when all is right
    failing : the smallest call that went wrong; None when there was none
    """

    task: Task
    right: tuple[bool, ...]
    hints: tuple[Hint, ...]
    failing: Call | None = None

    @property
    def earned(self) -> int:
        """The points of the cases that are right."""
        return sum(case.points for case, right in zip(self.task.cases, self.right, strict=True) if right)

    @property
    def attempted(self) -> bool:
        """Whether there was anything to judge."""
        return not any(hint.id in ("not_attempted", "missing") for hint in self.hints)


def judge(task: Task, packed: list[dict[str, Any]], observed: list[dict[str, Any]]) -> Judgement:
    """Compare what was observed with the reference and, where it differs, with each known misconception.

    Parameters
    ----------
    task : what was to be done
    packed : for each case the arguments, each as from `pack`
    observed : for each case what `observe` wrote down, perhaps forged

    Returns
    -------
    judgement : points and hints
    """
    want, got, wrong, right = _compared(task, packed, observed)
    if all(right):
        return Judgement(task, right, ())
    hints = [*_explained(task, packed, got, want, observed)]
    if not hints:
        case = right.index(False)
        hints = [general(task, packed[case], observed[case], got[case], want[case], wrong[case])]
    size = {case: sum(_size(item) for item in packed[case].values()) for case in range(len(packed))}
    least = min((case for case in size if not right[case]), key=lambda case: size[case])
    return Judgement(task, right, tuple(hints), (unpack_arguments(packed[least]), got[least], want[least]))


def marked(task: Task, packed: list[dict[str, Any]], observed: list[dict[str, Any]]) -> Judgement:
    """Return the points alone, without hints, at once: to find out what is wrong may take a second.

    Parameters
    ----------
    task, packed, observed : as for `judge`
    """
    *_, right = _compared(task, packed, observed)
    return Judgement(task, right, ())


def _compared(
    task: Task, packed: list[dict[str, Any]], observed: list[dict[str, Any]]
) -> tuple[list[Leaves], list[Leaves], list[list[str]], tuple[bool, ...]]:
    got = [
        what_came(task, inputs, seen["value"]) if "value" in seen else {}
        for inputs, seen in zip(packed, observed, strict=True)
    ]
    want = [WORKS if task.tried else _outcome(task, inputs) for inputs in packed]
    got = [parted(*pair) for pair in zip(got, want, strict=True)]
    wrong = [_wrong(*pair) for pair in zip(got, want, strict=True)]
    right = tuple(
        "value" in seen and not seen.get("modified") and not places
        for seen, places in zip(observed, wrong, strict=True)
    )
    return want, got, wrong, right


def _size(packed: dict[str, Any]) -> int:
    """Return how many numbers an argument holds."""
    return sum(np.asarray(leaf).size for leaf in leaves(packed).values())


def _outcome(task: Task, inputs: dict[str, Any]) -> Leaves:
    return leaves(observe(task.reference, inputs, task.changes)["value"])


def _wrong(got: Leaves, want: Leaves) -> list[str]:
    return [place for place in {**want, **got} if not close(got.get(place), want.get(place))]


def _explained(
    task: Task, packed: Seen, got: list[Leaves], want: list[Leaves], observed: Seen
) -> Iterator[Hint]:
    """Yield what explains all wrong values, and what else happened in the cases that gave none."""
    valued = [case for case, seen in enumerate(observed) if "value" in seen]
    finite = [case for case in valued if _finite(got[case], want[case])]

    def answer(cases: list[int]) -> Answer:
        return Answer(task, *([values[case] for case in cases] for values in (packed, got, want)))

    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cases, found = valued, by_case(answer(valued)) or by_hand(answer(valued))
        if not found and any(_wrong(got[case], want[case]) for case in finite):
            cases, found = finite, explain(answer(finite))
    for explanation in found:
        yield Hint(explanation.id, explanation.text, explanation.slip)
    for case in (case for case in range(len(got)) if found and case not in cases):
        wrong = _wrong(got[case], want[case])
        if wrong or observed[case].get("modified"):
            yield general(task, packed[case], observed[case], got[case], want[case], wrong)
            break


def _finite(got: Leaves, want: Leaves) -> bool:
    """Return whether there are numbers, where there should be some."""
    arrays = (leaf for place, leaf in got.items() if isinstance(leaf, np.ndarray) and place in want)
    return all(np.isfinite(leaf).any() for leaf in arrays)
