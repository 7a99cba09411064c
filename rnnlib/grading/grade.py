"""Grading one submission: its code runs in a sandbox on fresh inputs, and is judged out here."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from rnnlib.grading import sandbox
from rnnlib.grading.child import NUMPY_ALONE, TRIES, pack_arguments
from rnnlib.grading.exercises import EXERCISES
from rnnlib.grading.judge import Hint, Judgement, judge, marked
from rnnlib.grading.ladder import first_mend, names_in
from rnnlib.grading.notebook import Notebook, UnusableError, prepare, read
from rnnlib.grading.spec import Task

BUDGET = 60.0  # seconds for all child processes of one submission; a run costs one at least
SHORTEST = 2.0  # seconds that any run gets
SHARE = 1 / 3  # of what is left that a run may take, so that something is left however many do not end
STOPPED = {
    "done": "gave no result that can be read.",
    "flood": "sent back more than any answer needs.",
    "time": "did not end within {seconds:.0f} seconds.",
    "computing": f"did not end within {sandbox.LIMITS['RLIMIT_CPU']} seconds of computing.",
    "crash": f"crashed Python, as a library beside NumPy may; {NUMPY_ALONE}.",
    "exit": "ended Python.",
}
ENDLESS = " Which of its loops has no end?"
BARE = "So much of the notebook did not end that only its imports, definitions and assignments were run."
NO_TURN = "your notebook ended before this could be tried."


@dataclass(frozen=True)
class Report:
    """The result of one submission.

    Parameters
    ----------
    exercise : its name
    judgements : of each task, in order
    notes : what else happened: cells that raised, never ended or were left out
    isolated : whether the submission ran in bubblewrap
    missing : the names of the limits that this system does not have
    """

    exercise: str
    judgements: tuple[Judgement, ...]
    notes: tuple[str, ...]
    isolated: bool
    missing: tuple[str, ...]

    @property
    def earned(self) -> int:
        """The points of all tasks."""
        return sum(judgement.earned for judgement in self.judgements)

    @property
    def points(self) -> int:
        """The points there are to earn."""
        return sum(judgement.task.points for judgement in self.judgements)


def grade(path: Path, exercise: str | None = None, isolated: bool | None = None) -> Report:
    """Grade a notebook.

    Parameters
    ----------
    path : of the notebook
    exercise : its name; None is what the file name says
    isolated : whether to run it in bubblewrap; None is where that works

    Returns
    -------
    report : points and hints for every task of the exercise

    Raises
    ------
    UnusableError
        If there is no such file or exercise, or the file is not a notebook.
    rnnlib.grading.sandbox.SandboxError
        If no Python starts, or `isolated` is asked for and bubblewrap does not work.
    """
    cells = read(path)
    exercise = find_exercise(path, exercise)
    tasks = EXERCISES[exercise]
    notebook = prepare(cells, tasks)
    if isolated and not sandbox.works():
        raise sandbox.SandboxError("bubblewrap is not here, or may not work here, so nothing was run")
    isolated = sandbox.works() if isolated is None else isolated
    rng = np.random.default_rng()
    packed = {task.id: [pack_arguments(inputs) for inputs in task.draw(rng)] for task in tasks}
    jobs = [
        {"id": task.id, "function": task.function, "changes": task.changes, "cases": packed[task.id]}
        for task in tasks
    ]
    seen = _observe(notebook, jobs, isolated)
    judgements: list[Judgement] = []
    for task in tasks:
        judgement = _judge(task, packed[task.id], notebook, seen)
        answer = notebook.answers.get(task.id)
        called = names_in(answer.source) if answer else set()
        judgements.append(first_mend(judgement, called, judgements))
    notes = tuple(dict.fromkeys([*notebook.notes, *seen.notes]))
    return Report(exercise, tuple(judgements), notes, isolated, seen.missing)


def find_exercise(path: Path, exercise: str | None = None) -> str:
    """Return the exercise of that name or, without one, the one that the file or its folder is named after.

    Raises
    ------
    UnusableError
        If there is none; the message lists all exercises.
    """
    said = [path.stem, path.absolute().parent.name] if exercise is None else [exercise]
    for place in said:
        for name in EXERCISES:
            if place == name or (exercise is None and name in place):
                return name
    names = ", ".join(EXERCISES)
    raise UnusableError(f"{said[0]!r} names no exercise; expected one of {names}, as file name or --exercise")


@dataclass
class _Seen:
    """What the runs of one submission have shown so far.

    Parameters
    ----------
    tries : for each task and each try of its function, what was observed of each case
    left_out : why, for each statement and function that stopped a run
    notes : what happened to cells
    unwell : the numbers of the cells that raised, or of which something was left out
    missing : the names of the limits that this system does not have
    """

    tries: dict[tuple[str, str], list[dict[str, Any] | None]]
    left_out: dict[str, str]
    notes: list[str]
    unwell: set[int]
    missing: tuple[str, ...] = ()


def _observe(notebook: Notebook, tasks: list[dict[str, Any]], isolated: bool) -> _Seen:
    """Run the submission, again from the start without whatever stopped it, until it comes to its end.

    Once half of the budget is spent, statements that only do something are not run any more.
    """
    seen, left = _Seen({}, {}, [], set()), BUDGET
    while left > 0:
        seconds, bare = max(SHORTEST, left * SHARE), left < BUDGET / 2
        run = sandbox.run(notebook.cells, tasks, isolated, seen.left_out, seconds, bare)
        left -= max(1.0, run.seconds)
        if bare:
            seen.notes.append(BARE)
        if not run.started:
            raise sandbox.SandboxError(f"Python did not start in the sandbox: {run.error.strip()[-300:]}")
        seen.missing = run.missing
        for line in run.lines:
            _take(line, tasks, seen)
        last = [seen.tries.get((task["id"], "last"), [None]) for task in tasks]
        if not any(None in cases for cases in last) or not _leave_out(run, seen):
            break
    return seen


def _take(line: dict[str, Any], tasks: list[dict[str, Any]], seen: _Seen) -> None:
    """Keep what a line tells of a cell that raised, or of a task, a try and a case that there are."""
    if "raised" in line:
        place = f" (line {line['line']}, `{line['text']}`)" if line["line"] else ""
        seen.unwell.add(line["cell"])
        seen.notes.append(f"code cell {line['cell']} raised {line['raised']}: {line['message']}{place}")
    if "observed" not in line:
        return
    attempt, case, observed = line["attempt"], line["case"], line["observed"]
    cases = {task["id"]: len(task["cases"]) for task in tasks}.get(line["task"], 0)
    if 0 <= case < cases and (attempt == "last" or 0 <= attempt < TRIES):
        held = seen.tries.setdefault((line["task"], str(attempt)), [None] * cases)
        if held[case] is None or "stopped" not in observed:
            held[case] = observed


def _leave_out(run: sandbox.Run, seen: _Seen) -> bool:
    """Note what stopped the run, so that the next one goes without it; return whether that is known."""
    at = next((line for line in reversed(run.lines) if "at" in line), None)
    if at is None or at["at"] in seen.left_out:
        return False
    why = STOPPED[run.ended].format(seconds=run.seconds)
    if "cell" in at:
        line = f"Line {at['line']}, `{at['text']}`, was left out"
        imports = at["text"].startswith(("import ", "from "))
        reason = f"; {NUMPY_ALONE}" * imports
        seen.unwell.add(at["cell"])
        seen.notes.append(f"code cell {at['cell']} {why} {line}{reason}.")
    seen.left_out[at["at"]] = f"your function {why}" + ENDLESS * (run.ended == "computing")
    return True


def _judge(task: Task, packed: list[dict[str, Any]], notebook: Notebook, seen: _Seen) -> Judgement:
    """Judge the try of a function that earned most, and of equal ones the last."""
    tries = [
        [_explain(case or {"stopped": NO_TURN}, task, notebook, seen) for case in cases]
        for (name, _), cases in seen.tries.items()
        if name == task.id
    ]

    def worth(observed: list[dict[str, Any]]) -> tuple[int, bool]:
        attempted = any("missing" not in case and "not_attempted" not in case for case in observed)
        return _survived(marked, task, packed, observed).earned, attempted

    best = max(reversed(tries), key=worth, default=[{"stopped": NO_TURN}] * len(packed))
    return _survived(judge, task, packed, best)


def _survived(judging: Callable[..., Judgement], task: Task, *seen: list[dict[str, Any]]) -> Judgement:
    """Return a judgement; a mistake of the grader's own costs the hints first, and no other task anything."""
    try:
        return judging(task, *seen)
    except Exception as error:
        wrong = (False,) * len(task.cases)
        points = Judgement(task, wrong, ()) if judging is marked else _survived(marked, task, *seen)
        said = f"the grader failed at what your function returned, with {type(error).__name__}: {error}"
        return replace(points, hints=(Hint("unjudged", f"{said}. The task asks for {task.returns}."),))


def _explain(observed: dict[str, Any], task: Task, notebook: Notebook, seen: _Seen) -> dict[str, Any]:
    """Say why there is no function, as far as the notebook's text and its run show."""
    if "missing" not in observed:
        return observed
    answer = notebook.answers.get(task.id)
    if answer is None:
        why = f"its cell is not in the notebook. Define `{task.function}` in any cell but a check."
        return {"missing": why}
    defined = re.findall(r"^def (\w+)", answer.source, re.MULTILINE)
    if answer.foreign:
        why = f"its cell begins with `%%{answer.foreign}`, so its lines are not run as Python here."
    elif task.function not in defined and defined:
        why = f"its cell defines `{defined[-1]}`. The function is known by its name."
    elif answer.cell in seen.unwell:
        why = "does its cell run without an error?"
    else:
        why = "its cell runs and defines none. Is the `def` in a comment, a string, a class or an `if`?"
    return {"missing": why}
