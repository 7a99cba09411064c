"""nbgrader takes its points from the judge outside, which nothing beside the submission can fool."""

import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from test_grading_release import answers, checks, learners, nbgrader

from rnnlib.grading.exercises import EXERCISES

NAME = "04_training"
MASTER = Path(__file__).resolve().parents[1] / "exercises" / "sources" / NAME / "master.ipynb"
POINTS = {task.id: task.points for task in EXERCISES[NAME]}
CONFIG = "from rnnlib.grading.for_nbgrader import judge_outside\njudge_outside(get_config())\n"


def unsolved() -> nbformat.NotebookNode:
    return nbformat.read(learners(MASTER), as_version=4)


def fooling() -> nbformat.NotebookNode:
    notebook = unsolved()
    answers(notebook)[0].source += "\ncheck = lambda *_: None"
    return notebook


def partly() -> nbformat.NotebookNode:
    notebook = nbformat.read(MASTER, as_version=4)
    for cell in answers(notebook)[1:]:
        cell.source = cell.source.replace("np.mean(", "np.sum(").replace("max_norm / norm", "1.0")
    return notebook


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    (folder / "source" / "four").mkdir(parents=True)
    shutil.copy(MASTER, folder / "source" / "four" / f"{NAME}.ipynb")
    submitted = {
        "solved": nbformat.read(MASTER, as_version=4),
        "unsolved": unsolved(),
        "fooling": fooling(),
        "partly": partly(),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
        nbgrader(folder, "generate_assignment", "four", "--create")
        for student, notebook in submitted.items():
            place = folder / "submitted" / student / "four"
            place.mkdir(parents=True)
            nbformat.write(notebook, place / f"{NAME}.ipynb")
        nbgrader(folder, "autograde", "four", "--student=fooling")
        (folder / "beside").mkdir()
        shutil.copy(folder / "gradebook.db", folder / "beside")
        (folder / "nbgrader_config.py").write_text(CONFIG)
        nbgrader(folder, "autograde", "four", "--create", "--force")
    return folder


def scores(course: Path, student: str, database: str = "gradebook.db") -> dict[str, float]:
    with Gradebook(f"sqlite:///{course / database}") as gradebook:
        notebook = gradebook.find_submission_notebook(NAME, "four", student)
        earned = {
            grade.name.removesuffix("-check").replace("-", "."): grade.score for grade in notebook.grades
        }
    return {task: earned[task] for task in POINTS}


def test_a_submission_that_replaces_the_check_fools_nbgrader_alone(course: Path) -> None:
    assert scores(course, "fooling", "beside/gradebook.db") == POINTS
    assert scores(course, "fooling") == dict.fromkeys(POINTS, 0)


def test_points_are_those_of_the_judge(course: Path) -> None:
    assert scores(course, "solved") == POINTS
    assert scores(course, "unsolved") == dict.fromkeys(POINTS, 0)
    part = scores(course, "partly")
    assert part == {**POINTS, "training.clip_norm": 1, "training.persistence_rmse": 0}


def test_hints_stand_below_the_checks(course: Path) -> None:
    graded = nbformat.read(course / "autograded" / "partly" / "four" / f"{NAME}.ipynb", as_version=4)
    said = {cell.metadata.nbgrader.grade_id: cell.outputs[0] for cell in checks(graded)}
    assert said["training-persistence_rmse-check"].text.strip()
    assert said["training-sgd_step-check"].data["text/plain"] == "2.0"
