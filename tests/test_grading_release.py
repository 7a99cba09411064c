"""The learners' notebooks are made from the masters, and nbgrader can work with both."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.api import Gradebook

from rnnlib.grading.exercises import EXERCISES, find
from rnnlib.grading.release import main, release

ROOT = Path(__file__).resolve().parents[1]
MASTERS = sorted((ROOT / "exercises" / "sources").glob("*/master.ipynb"))
both = pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.parent.name)


def learners(master: Path) -> Path:
    return ROOT / "exercises" / f"{master.parent.name}.ipynb"


def checks(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def answers(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]


def test_every_exercise_has_a_master() -> None:
    assert [path.parent.name for path in MASTERS] == list(EXERCISES)


@both
def test_a_master_checks_every_task_of_its_exercise_with_its_points(master: Path) -> None:
    notebook = nbformat.read(master, as_version=4)
    tasks = EXERCISES[master.parent.name]
    assert [cell.source for cell in checks(notebook)] == [
        f'check("{task.id}", {task.function})' for task in tasks
    ]
    assert [cell.metadata.nbgrader.points for cell in checks(notebook)] == [task.points for task in tasks]
    headings = "".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for task, cell in zip(tasks, answers(notebook), strict=True):
        assert f"def {task.function}(" in cell.source
        assert find(task.id) is task
        assert f"({task.points} points)" in headings


@both
def test_the_learners_notebook_is_what_its_master_makes(master: Path) -> None:
    stored = learners(master).read_text(encoding="utf-8")
    made = nbformat.writes(release(nbformat.read(master, as_version=4))) + "\n"
    assert stored == made, "run `python -m rnnlib.grading.release`"


def test_an_edited_master_is_noticed(tmp_path: Path) -> None:
    # The test above can fail.
    name = MASTERS[0].parent.name
    (tmp_path / "sources" / name).mkdir(parents=True)
    notebook = nbformat.read(MASTERS[0], as_version=4)
    notebook.cells[0].source += "\n\nOne more sentence."
    nbformat.write(notebook, tmp_path / "sources" / name / "master.ipynb")
    assert main([str(tmp_path)]) == 0
    made = (tmp_path / f"{name}.ipynb").read_text(encoding="utf-8")
    assert made != learners(MASTERS[0]).read_text(encoding="utf-8")


def test_releasing_twice_gives_the_same_files(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "exercises" / "sources", tmp_path / "sources")
    runs = []
    for _ in range(2):
        assert main([str(tmp_path)]) == 0
        runs.append({path.name: path.read_bytes() for path in tmp_path.glob("*.ipynb")})
    assert runs[0] == runs[1]
    assert len(runs[0]) == len(MASTERS)


def test_a_folder_without_masters_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "no notebooks in" in capsys.readouterr().err


@both
def test_no_solution_reaches_the_learner(master: Path) -> None:
    made = release(nbformat.read(master, as_version=4))
    text = json.dumps(made)
    assert "SOLUTION" not in text
    for before, after in zip(answers(nbformat.read(master, as_version=4)), answers(made), strict=True):
        solution = before.source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
        for line in solution.strip().splitlines():
            assert line not in after.source.splitlines()
        assert after.source.endswith("    raise NotImplementedError")


@both
def test_the_learners_checks_are_locked_and_nothing_has_output(master: Path) -> None:
    made = release(nbformat.read(master, as_version=4))
    for cell in checks(made):
        assert (cell.metadata.deletable, cell.metadata.editable) == (False, False)
    for cell in made.cells:
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None
            assert not {"keep_output", "nbval-check-output"} & set(cell.metadata.tags)


@both
def test_the_unsolved_notebook_runs_to_its_end_and_fails_every_check(master: Path) -> None:
    notebook = nbformat.read(learners(master), as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()  # no allow_errors: tags suffice
    for cell, task in zip(checks(notebook), EXERCISES[master.parent.name], strict=True):
        errors = [output for output in cell.outputs if output.output_type == "error"]
        assert [error.ename for error in errors] == ["CheckFailed"]
        assert errors[0].traceback == [f"{task.id}: 0 of {task.points} points, not attempted yet."]
        assert cell.outputs[0].text.count("  open ") == len(task.cases)


def nbgrader(course: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "nbgrader", *arguments, f"--CourseDirectory.root={course}"]
    result = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_nbgrader_gives_the_master_full_marks_and_the_unsolved_notebook_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # nbgrader calls a tool of its own by name
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    name = "04_training"
    source = tmp_path / "source" / "four"
    source.mkdir(parents=True)
    shutil.copy(ROOT / "exercises" / "sources" / name / "master.ipynb", source / f"{name}.ipynb")
    nbgrader(tmp_path, "generate_assignment", "four", "--create")
    released = nbformat.read(tmp_path / "release" / "four" / f"{name}.ipynb", as_version=4)
    assert "BEGIN SOLUTION" not in json.dumps(released)
    for student, notebook in (
        ("solved", source / f"{name}.ipynb"),
        ("unsolved", ROOT / "exercises" / f"{name}.ipynb"),
    ):
        (tmp_path / "submitted" / student / "four").mkdir(parents=True)
        shutil.copy(notebook, tmp_path / "submitted" / student / "four")
    nbgrader(tmp_path, "autograde", "four", "--create")
    points = sum(task.points for task in EXERCISES[name])
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        scores = {
            student: gradebook.find_submission("four", student).score for student in ("solved", "unsolved")
        }
        assert gradebook.find_assignment("four").max_score == points
    assert scores == {"solved": points, "unsolved": 0}
