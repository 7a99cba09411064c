"""The exercises, found by looking: a folder of `exercises/sources` holds all that belongs to one.

A task is a section of the master notebook, with an answer and a check, and a module of its name in `tasks`:
its `CASES`; where to `READ`, the `EQUATION` and `WHY` it works, for the hints; `MISCONCEPTIONS` if there are
any that a person names better than the machine; `CHANGES` if the function updates an argument in place; and
`TRIED`, which tries an answer and says what came of it, if many are right.
"""

import ast
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

from rnnlib.grading.master import Written, read, solutions
from rnnlib.grading.spec import Case, Task

PACKAGE = Path(__file__).resolve().parents[1]
INSTALLED, SOURCES = PACKAGE / "exercises", PACKAGE.parent / "exercises" / "sources"
HOME = INSTALLED if INSTALLED.is_dir() else SOURCES
__path__ = [str(HOME)]  # so that a task's module has a name, and can import from its neighbours


def _task(folder: Path, written: Written) -> Task:
    module = import_module(f"{__name__}.{folder.name}.tasks.{written.id.split('.')[1]}")
    changes = getattr(module, "CHANGES", "")
    return Task(
        id=written.id,
        number=written.number,
        title=written.title,
        function=written.function,
        returns=f"nothing; the arrays of {changes} are updated in place" if changes else written.returns,
        reference=getattr(solutions(str(module.__file__)), written.function),
        cases=_with_points(module.CASES, written.points),
        misconceptions=getattr(module, "MISCONCEPTIONS", ()),
        read=module.READ,
        equation=module.EQUATION,
        why=module.WHY,
        changes=changes,
        tried=getattr(module, "TRIED", None),
        solutions=(written.solution, *_forms(folder / "right.py").get(written.function, ())),
    )


def _with_points(cases: tuple[Case, ...], points: int) -> tuple[Case, ...]:
    """Give each case one point, and the main one, or else the last, all that are left."""
    if points < len(cases):
        raise ValueError(f"points: expected one for each of {len(cases)} cases, got {points}")
    main = next((case for case in cases if case.main), cases[-1])
    return tuple(replace(case, points=points - len(cases) + 1 if case is main else 1) for case in cases)


@cache
def _forms(path: Path) -> dict[str, list[str]]:
    """Return the sources of the right answers that are written in another way, by function."""
    source = path.read_text(encoding="utf-8")
    forms: dict[str, list[str]] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            forms.setdefault(node.name, []).append(ast.get_source_segment(source, node) or "")
    return forms


EXERCISES: dict[str, tuple[Task, ...]] = {
    master.parent.name: tuple(_task(master.parent, written) for written in read(master))
    for master in sorted(HOME.glob("*/master.ipynb"))
}


def beside(task: Task) -> tuple[Task, ...]:
    """Return the tasks of a task's exercise, in order; the task alone if it is of none."""
    exercises = (tasks for tasks in EXERCISES.values() if task.id in {other.id for other in tasks})
    return next(exercises, (task,))


def find(task_id: str) -> Task:
    """Return the task of that id.

    Raises
    ------
    ValueError
        If there is none; the message lists all ids.
    """
    tasks = {task.id: task for exercise in EXERCISES.values() for task in exercise}
    if task_id not in tasks:
        raise ValueError(f"task: expected one of {', '.join(tasks)}; got {task_id!r}")
    return tasks[task_id]
