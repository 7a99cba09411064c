"""Reading a master notebook: the order, points, names and solutions of its tasks stand only there."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np

HEADING = re.compile(r"^## (?P<number>[\d.]+) · (?P<title>.+) \(\d+ points?\)$", re.MULTILINE)
CHECK = re.compile(r'check\("(?P<id>[\w.]+)", (?P<function>\w+)\)')
MARKER = re.compile(r"^ *### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)
RETURNS = re.compile(r'"""Return (?P<what>.*?)(?:,? for |; |\. |\.?""")', re.DOTALL)


@dataclass(frozen=True)
class Written:
    """A task as its master has it.

    Parameters
    ----------
    id : topic and name, as in "forward.states"
    number : of its section, as in "1.3"
    title : a few words
    points : for a right answer
    function : the name of the function to write
    returns : what comes back, as the function's docstring says it; "" if it says nothing of the kind
    text : what stands between the section's heading and the answer
    solution : the source of the right function
    """

    id: str
    number: str
    title: str
    points: int
    function: str
    returns: str
    text: str
    solution: str


@cache
def read(path: Path) -> tuple[Written, ...]:
    """Return the tasks of a master notebook, in order.

    Parameters
    ----------
    path : of the notebook, in nbgrader's format

    Raises
    ------
    ValueError
        If a check has no section heading or no answer cell before it.
    """
    tasks, headings, answers = [], list[re.Match[str]](), dict[str, str]()
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        headings += HEADING.finditer(source)
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("solution"):
            answers[mark["grade_id"]] = MARKER.sub("", source)
        elif mark.get("grade"):
            tasks.append(_written(path, source, mark, headings, answers))
    return tuple(tasks)


def _written(
    path: Path, source: str, mark: dict[str, object], headings: list[re.Match[str]], answers: dict[str, str]
) -> Written:
    check, answer = CHECK.fullmatch(source), str(mark["grade_id"]).removesuffix("-check")
    if check is None or not headings or answer not in answers:
        raise ValueError(
            f"{path}: expected a heading as in `## 1.2 · Title (3 points)`, an answer cell {answer!r} and "
            f'a check as in `check("topic.name", function)`; got the check `{source}`'
        )
    heading, solution = headings[-1], answers[answer]
    title = heading["title"].replace("$", "")
    returns = RETURNS.search(solution)
    return Written(
        id=check["id"],
        number=heading["number"],
        title=title[0].lower() + title[1:],
        points=int(str(mark["points"])),
        function=check["function"],
        returns=returns["what"] if returns else "",
        text=heading.string[heading.end() :].strip(),
        solution=solution,
    )


@cache
def _namespace(path: Path) -> dict[str, object]:
    """Return the names that the solutions of a master define; later ones call earlier ones."""
    names: dict[str, object] = {"np": np}
    for task in read(path):
        exec(compile(task.solution, f"<the solution of {task.id}>", "exec"), names)
    return names


def solutions(file: str) -> SimpleNamespace:
    """Return the right functions of an exercise by their names.

    Parameters
    ----------
    file : any file of its `tasks`, or another folder beside its master; a task's file says `__file__`
    """
    return SimpleNamespace(**_namespace(Path(file).resolve().parents[1] / "master.ipynb"))
