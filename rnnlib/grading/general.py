"""Hints for what no misconception of a task explains: an error, another type or shape, numbers a bit off."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnlib.grading import shapes
from rnnlib.grading.compare import Leaves, close, cut, factor, repeated
from rnnlib.grading.overflow import overflow
from rnnlib.grading.spec import Task

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


def general(
    task: Task, inputs: dict[str, Any], seen: dict[str, Any], got: Leaves, want: Leaves, wrong: list[str]
) -> Hint:
    """Return a hint for a mistake that no misconception of the task explains.

    Parameters
    ----------
    task : what was to be done
    inputs, seen : of one case the arguments, and what `observe` wrote down
    got, want : what came back and what should have
    wrong : the places where they differ
    """
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
            f"line {seen['line']}, `{seen['text']}`, is still there, and the call ends at it. Your answer "
            "stands in its place: delete that line.",
        )
    if "raised" in seen:
        line = f" in line {seen['line']}, `{seen.get('text')}`" if seen.get("line") else ""
        message = f": {seen['message']}" if seen.get("message") else "."
        said = f"your function raised {seen['raised']}{line}{message}"
        meaning = shapes.explain(str(seen.get("message")), inputs)
        return Hint("raised", f"{said.rstrip('. ')}. {meaning}" if meaning else said)
    return Hint("stopped", str(seen.get("stopped", "nothing was observed.")))


def _other_parts(task: Task, got: Leaves, want: Leaves) -> Hint:
    for place, leaf in want.items():
        if isinstance(leaf, np.ndarray) and f"{place}[0]" in got:
            advice = " np.array makes one array of a list of numbers, or of equal rows." if leaf.ndim else ""
            what = f"{_result(task, place)} is" if place else "your function returns"
            return Hint("wrong_type", f"{what} a list or tuple. The task asks for {task.returns}.{advice}")
    if all("'" in place for place in (*got, *want)):
        missing, extra = want.keys() - got.keys(), got.keys() - want.keys()
        said = [f"lacks {', '.join(sorted(missing))}"] * bool(missing)
        said += [f"has {', '.join(sorted(extra))} too many"] * bool(extra)
        return Hint("wrong_keys", f"the dict {' and '.join(said)}. The task asks for {task.returns}.")
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
    if (got.ndim or want.dtype.kind == "f") and not any(ours.any() for _, ours, _ in arrays):
        said = "holds only zeros" if got.ndim else _which_is(got, want)
        return Hint(
            "zeros",
            f"{_result(task, place)} {said}. Is something computed and not kept? Or is a difference taken "
            "between an array and itself? After `p = w; m = w` all three names are one array; `w.copy()` "
            "makes another.",
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
        return Hint("numbers", f"{_result(task, place)} {_which_is(got, want)}.")
    off = np.argwhere(~np.isclose(got, want, rtol=1e-9, atol=1e-12))
    count, first = f"{len(off)} wrong numbers of {got.size}", off[0].tolist()
    said = f"{_result(task, place)} has {count}, the first at index {first}."
    return Hint("numbers", said + (f" Already right: {', '.join(right)}." if right else ""))


def _which_is(got: np.ndarray, want: np.ndarray) -> str:
    return f"is {float(got):.6g}, which is too {'large' if got > want else 'small'}"


def _result(task: Task, place: str) -> str:
    return f"{task.changes}{place}, after the call," if task.changes else f"your result{place}"
