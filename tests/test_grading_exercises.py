"""A task is found where it stands: its section in a master, and one short module beside it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rnnlib.grading.exercises import EXERCISES, SOURCES
from rnnlib.grading.master import read

ROOT = Path(__file__).resolve().parents[1]
TEXT = """\
## 4.6 · A mean over time (3 points)

Return the mean of each column of `x`."""
ANSWER = '''\
def mse_loss(x):
    """Return the means (D,), for x (T, D)."""
    ### BEGIN SOLUTION
    return x.mean(axis=0)
    ### END SOLUTION'''
CHECK = 'check("training.time_mean", mse_loss)'
MODULE = '''\
"""Task training.time_mean: a mean over time."""

from rnnlib.grading.draw import vector
from rnnlib.grading.spec import Case, Section

READ = Section("07_training", "A real record")
EQUATION = "m = 1/T Σ_t x_t"
WHY = "A mean over one axis leaves the others as they are."

CASES = (
    Case("two steps", lambda rng: {"x": vector(rng, 2, 3)}),
    Case("five steps", lambda rng: {"x": vector(rng, 5, 3)}),
)
'''
ASKED = """
from rnnlib.grading.exercises import EXERCISES, find
from rnnlib.grading import check
task = find("training.time_mean")
print(EXERCISES["04_training"].index(task), task.number, task.title, task.returns, task.points)
print([case.points for case in task.cases], find("loss.mse").function == task.function)
check(task.id, task.reference)
check("loss.mse", find("loss.mse").reference)
"""


def cell(source: str, **nbgrader: object) -> dict[str, object]:
    kind = "code" if nbgrader else "markdown"
    return {"cell_type": kind, "metadata": {"nbgrader": nbgrader} if nbgrader else {}, "source": source}


NEW = [
    cell(TEXT),
    cell(ANSWER, grade_id="training-time_mean", solution=True),
    cell(CHECK, grade_id="training-time_mean-check", grade=True, points=3),
]


def test_a_new_task_is_at_most_thirty_lines_in_its_exercise_and_may_share_a_name(tmp_path: Path) -> None:
    lines = [line for part in (ANSWER, CHECK, MODULE) for line in part.splitlines()]
    assert len(lines) <= 30
    shutil.copytree(ROOT / "rnnlib", tmp_path / "rnnlib")
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    folder = tmp_path / "exercises" / "sources" / "04_training"
    (folder / "tasks" / "time_mean.py").write_text(MODULE, encoding="utf-8")
    master = json.loads((folder / "master.ipynb").read_text(encoding="utf-8"))
    master["cells"] += NEW
    (folder / "master.ipynb").write_text(json.dumps(master), encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=tmp_path, capture_output=True, text=True, env={}, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[:2] == ["5 4.6 a mean over time the means (D,) 3", "[1, 2] True"]
    assert "3 of 3 points" in result.stdout


def test_nothing_about_an_exercise_stands_outside_its_folder() -> None:
    names = [task.function for tasks in EXERCISES.values() for task in tasks]
    for path in (ROOT / "rnnlib" / "grading").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert [name for name in names if f"def {name}(" in text] == []
    assert [path.name for path in sorted(SOURCES.iterdir()) if path.is_dir()] == list(EXERCISES)
    for name, tasks in EXERCISES.items():
        modules = {path.stem for path in (SOURCES / name / "tasks").glob("*.py")}
        assert modules == {task.id.split(".")[1] for task in tasks}


@pytest.mark.parametrize("missing", [0, 1])
def test_a_check_without_heading_or_answer_is_said(tmp_path: Path, missing: int) -> None:
    path = tmp_path / "master.ipynb"
    path.write_text(json.dumps({"cells": [each for n, each in enumerate(NEW) if n != missing]}))
    with pytest.raises(ValueError, match=r"expected a heading .* got the check `check\(\"training.time_mean"):
        read(path)
    whole = tmp_path / "whole.ipynb"
    whole.write_text(json.dumps({"cells": NEW}))
    assert [task.solution for task in read(whole)] == [
        ANSWER.replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION", "")
    ]
