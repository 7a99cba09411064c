"""Grading one submission: its code runs in a sandbox on fresh inputs, and is judged out here."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rnnlib.grading import sandbox
from rnnlib.grading.child import pack_arguments
from rnnlib.grading.judge import Judgement, judge
from rnnlib.grading.spec import Task
from rnnlib.grading.tasks import EXERCISES

BUDGET = 60.0  # seconds for all child processes of one submission
LARGEST = 10 << 20  # bytes of a notebook
STOPPED = {
    "done": "gave no result that can be read.",
    "flood": "sent back more than any answer needs.",
    "time": f"did not end within {sandbox.SECONDS:.0f} seconds.",
    "gone": f"used more than {sandbox.LIMITS['RLIMIT_CPU']} seconds of computing, or ended Python.",
}
NO_TURN = "your notebook ended before this could be tried."


class UnusableError(ValueError):
    """What was handed in cannot be graded at all."""


@dataclass(frozen=True)
class Report:
    """The result of one submission.

    Parameters
    ----------
    exercise : its name
    judgements : of each task, in order
    notes : what else happened: cells that raised or never ended
    isolated : whether the submission ran in bubblewrap
    """

    exercise: str
    judgements: tuple[Judgement, ...]
    notes: tuple[str, ...]
    isolated: bool

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
        If the submission cannot be run safely.
    """
    cells = read_cells(path)
    exercise = find_exercise(path, exercise)
    isolated = sandbox.works() if isolated is None else isolated
    rng = np.random.default_rng()
    tasks = EXERCISES[exercise]
    packed = {task.id: [pack_arguments(inputs) for inputs in task.draw(rng)] for task in tasks}
    observed, notes = _observe(cells, tasks, packed, isolated)
    judgements = tuple(judge(task, packed[task.id], observed[task.id]) for task in tasks)
    return Report(exercise, judgements, tuple(notes), isolated)


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


def read_cells(path: Path) -> list[tuple[int, str]]:
    """Return number and source of each code cell that is not a check.

    Raises
    ------
    UnusableError
        If there is no such file, or it is not a notebook.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise UnusableError(f"{path} is larger than {LARGEST >> 20} MB, which no answer needs")
        notebook = json.loads(path.read_text(encoding="utf-8"))
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        checks = [bool(cell["metadata"].get("nbgrader", {}).get("grade")) for cell in code]
        sources = ["".join(cell["source"]) for cell in code]  # one text, or a list of lines
    except UnusableError:
        raise
    except OSError as error:
        raise UnusableError(f"{path} cannot be read: {error.strerror}") from error
    except Exception as error:  # not JSON, or JSON of some other kind
        raise UnusableError(f"{path} is not a notebook (format 4)") from error
    return [
        (number, source)
        for number, (source, is_check) in enumerate(zip(sources, checks, strict=True), 1)
        if not is_check
    ]


def _observe(
    cells: list[tuple[int, str]],
    tasks: tuple[Task, ...],
    packed: dict[str, list[dict[str, Any]]],
    isolated: bool,
) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """Run the submission, again from the start without whatever stopped it, until every task had its turn."""
    observed: dict[str, list[dict[str, Any] | None]] = {task.id: [None] * len(task.cases) for task in tasks}
    reasons: dict[str, str] = {}
    notes: list[str] = []
    pending, deadline = list(tasks), time.monotonic() + BUDGET
    while pending and time.monotonic() < deadline:
        jobs = [
            {"id": task.id, "function": task.function, "changes": task.changes, "cases": packed[task.id]}
            for task in pending
        ]
        run = sandbox.run(cells, jobs, isolated)
        if not run.started:
            raise sandbox.SandboxError(f"Python did not start in the sandbox: {run.error.strip()[-300:]}")
        notes += filter(None, map(_note, run.lines))
        for task in pending:
            _take(run.lines, task, observed[task.id])
        pending = [task for task in pending if None in observed[task.id]]
        if pending:
            cells, pending = _without_culprit(run, cells, pending, reasons, notes)
    seen = {
        task: [case or {"stopped": reasons.get(task, NO_TURN)} for case in cases]
        for task, cases in observed.items()
    }
    return seen, list(dict.fromkeys(notes))


def _take(lines: list[dict[str, Any]], task: Task, observed: list[dict[str, Any] | None]) -> None:
    for line in lines:
        case, seen = line.get("case"), line.get("observed")
        if line.get("task") != task.id or not isinstance(case, int) or not isinstance(seen, dict):
            continue
        if 0 <= case < len(observed) and isinstance(seen.get("modified", []), list):
            observed[case] = seen


def _note(line: dict[str, Any]) -> str:
    if type(line.get("cell")) is not int or "raised" not in line:
        return ""
    return f"code cell {line['cell']} raised {line['raised']}: {line.get('message')}"


def _without_culprit(
    run: sandbox.Run,
    cells: list[tuple[int, str]],
    pending: list[Task],
    reasons: dict[str, str],
    notes: list[str],
) -> tuple[list[tuple[int, str]], list[Task]]:
    """Return the cells and tasks to go on with after a run that left results out."""
    last: dict[str, Any] = next((line for line in reversed(run.lines) if "at" in line), {})
    names, numbers = [task.id for task in pending], [number for number, _ in cells]
    if last.get("at") == "task" and last.get("task") in names:
        index = names.index(last["task"])
        reasons[names[index]] = f"your function {STOPPED[run.ended]}"
        return cells, pending[:index] + pending[index + 1 :]
    if last.get("at") == "cell" and last.get("number") in numbers:
        notes.append(f"code cell {last['number']} {STOPPED[run.ended]} It was left out.")
        return [cell for cell in cells if cell[0] != last["number"]], pending
    return cells, []
