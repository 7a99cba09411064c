"""From what a function returned to points and hints."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnlib.grading import shapes
from rnnlib.grading.answer import Answer
from rnnlib.grading.by_case import by_case
from rnnlib.grading.child import observe, unpack_arguments
from rnnlib.grading.compare import Leaves, close, cut, factor, leaves, repeated
from rnnlib.grading.explain import by_hand, explain
from rnnlib.grading.overflow import overflow
from rnnlib.grading.spec import Inputs, Task
from rnnlib.grading.trying import WORKS, what_came

Seen = list[dict[str, Any]]  # for each case the packed arguments, or what `observe` wrote down
PRECISION = 1e-4  # nearer than this, but not near enough: too few digits rather than another formula


@dataclass(frozen=True)
class Hint:
    """What may have gone wrong.

    Parameters
    ----------
    id : the misconception's task and name, or one word for a mistake that any task can meet
    text : for the learner
    slip : the line of the solution as the learner's numbers suggest it was written, and below it a line of
        ^^^ under the piece that differs; empty when unknown
    """

    id: str
    text: str
    slip: str = ""


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
        hints = [_general(task, packed[case], observed[case], got[case], want[case], wrong[case])]
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
            yield _general(task, packed[case], observed[case], got[case], want[case], wrong)
            break


def _finite(got: Leaves, want: Leaves) -> bool:
    """Return whether there are numbers, where there should be some."""
    arrays = (leaf for place, leaf in got.items() if isinstance(leaf, np.ndarray) and place in want)
    return all(np.isfinite(leaf).any() for leaf in arrays)


def _general(
    task: Task, inputs: dict[str, Any], seen: dict[str, Any], got: Leaves, want: Leaves, wrong: list[str]
) -> Hint:
    """Return a hint for a mistake that no misconception of the task explains."""
    if "value" not in seen:
        return _without_value(task, inputs, seen)
    if isinstance(whole := got.get(""), str) and whole == "None":
        return Hint("returned_none", f"your function returns nothing. It should return {task.returns}.")
    if got.keys() != want.keys():
        return _other_parts(task, got, want)
    if not wrong:
        return _modified(seen)
    if seen.get("random"):
        return Hint(
            "random",
            "your function draws random numbers of its own. All that is drawn for this task comes in its "
            "arguments: use those, and the same call gives the same numbers.",
        )
    words = [(place, leaf) for place in wrong if isinstance(leaf := got[place], str)]
    if words:
        place, leaf = words[0]
        return Hint("wrong_type", f"{_result(task, place)} is {leaf}. The task asks for {task.returns}.")
    arrays = [(place, np.asarray(got[place]), np.asarray(want[place])) for place in wrong]
    for place, ours, theirs in arrays:
        if ours.shape != theirs.shape:
            turned = ours.ndim > 1 and ours.shape == theirs.shape[::-1]
            return Hint(
                "wrong_shape",
                f"{_result(task, place)} has shape {ours.shape}, where {theirs.shape} was expected: the task "
                f"asks for {task.returns}." + (" The axes are in the other order." if turned else ""),
            )
    if seen.get("modified"):
        return Hint(
            "alias",
            f"the numbers are wrong, and your function changed its argument {_names(seen)}. After `p = w` "
            "the two names are one array, so what is written into p is written into w; `w.copy()` makes "
            "another.",
        )
    if not all(np.isfinite(ours).all() for _, ours, _ in arrays):
        said = f"{_result(task, arrays[0][0])} holds NaN or infinite numbers"
        if why := overflow(task, inputs):
            return Hint("overflow", f"{said}, {why}")
        return Hint("not_finite", f"{said}. Which operation makes them?")
    return _numbers(task, arrays, [place for place in got if place not in wrong])


def _without_value(task: Task, inputs: dict[str, Any], seen: dict[str, Any]) -> Hint:
    if "not_attempted" in seen:
        return Hint("not_attempted", "not attempted yet.")
    if "missing" in seen:
        return Hint("missing", f"there is no function `{task.function}`: {seen['missing']}")
    if seen.get("raised") == "NotImplementedError" and seen.get("text", "").startswith("raise "):
        return Hint(
            "raise_left",
            f"line {seen['line']}, `{seen['text']}`, is still there, and the call ends at it: delete that "
            "line, which your answer takes the place of.",
        )
    if "raised" in seen:
        line = f" in line {seen['line']}, `{seen.get('text')}`" if seen.get("line") else ""
        message = f": {seen['message']}" if seen.get("message") else "."
        said = f"your function raised {seen['raised']}{line}{message}"
        meaning = shapes.explain(str(seen.get("message")), inputs)
        return Hint("raised", f"{said.rstrip('. ')}. {meaning}" if meaning else said)
    return Hint("stopped", str(seen.get("stopped", "nothing was observed.")))


def _other_parts(task: Task, got: Leaves, want: Leaves) -> Hint:
    if all("'" in place for place in (*got, *want)):
        missing, extra = want.keys() - got.keys(), got.keys() - want.keys()
        said = [f"lacks {', '.join(sorted(missing))}"] * bool(missing)
        said += [f"has {', '.join(sorted(extra))} too many"] * bool(extra)
        return Hint("wrong_keys", f"the dict {' and '.join(said)}. The task asks for {task.returns}.")
    whole = want.get("")
    if isinstance(whole, np.ndarray) and "[0]" in got:
        advice = " np.array makes one array of a list of equal rows." if whole.ndim else ""
        return Hint(
            "wrong_type", f"your function returns a list or tuple. The task asks for {task.returns}.{advice}"
        )
    return Hint("wrong_type", f"the task asks for {task.returns}. Your function returns something else.")


def _modified(seen: dict[str, Any]) -> Hint:
    return Hint(
        "modified_input",
        f"the numbers are right, but your function changed its argument {_names(seen)}. The caller "
        "still needs the old numbers; work on a copy, or make a new array.",
    )


def _names(seen: dict[str, Any]) -> str:
    return ", ".join(f"`{name}`" for name in seen["modified"][:5])


def _numbers(task: Task, arrays: list[tuple[str, np.ndarray, np.ndarray]], right: list[str]) -> Hint:
    place, got, want = arrays[0]
    if any(cut(ours, theirs) and (ours.ndim or ours == np.trunc(theirs)) for _, ours, theirs in arrays):
        return Hint(
            "integers",
            f"{_result(task, place)} holds integers, so everything after the decimal point was cut off. An "
            "array made from integers goes on holding integers; ask for floats, as np.zeros does when it "
            "gets no dtype.",
        )
    if all(close(ours, theirs, PRECISION) for _, ours, theirs in arrays):
        return Hint(
            "precision",
            f"{_result(task, place)} is nearly right, but not to the precision of float64. Is something "
            "rounded, or float32?",
        )
    if got.ndim and not any(ours.any() for _, ours, _ in arrays):
        return Hint(
            "zeros",
            f"{_result(task, place)} holds only zeros. Is something computed and not kept? Or is a "
            "difference taken between an array and itself? After `p = w; m = w` all three names are one "
            "array; `w.copy()` makes another.",
        )
    if any(repeated(ours, theirs) for _, ours, theirs in arrays):
        return Hint(
            "same_rows",
            f"the rows of {_result(task, place)} are all the same. If one array is overwritten at each "
            "step and put into a list, the list holds that one array many times: make a new one for each "
            "step, or put in a copy.",
        )
    factors = {factor(ours, theirs) for _, ours, theirs in arrays}
    common = factors.pop()
    if common is not None and all(other is not None and abs(other - common) < 1e-9 for other in factors):
        return Hint("factor", f"every wrong number is {common:.4g} times what it should be.")
    if got.ndim == 0:
        side = "large" if got > want else "small"
        return Hint("numbers", f"{_result(task, place)} is {float(got):.6g}, which is too {side}.")
    off = np.argwhere(~np.isclose(got, want, rtol=1e-9, atol=1e-12))
    count, first = f"{len(off)} wrong numbers of {got.size}", off[0].tolist()
    said = f"{_result(task, place)} has {count}, the first at index {first}."
    return Hint("numbers", said + (f" Already right: {', '.join(right)}." if right else ""))


def _result(task: Task, place: str) -> str:
    return f"{task.changes}{place}, after the call," if task.changes else f"your result{place}"
