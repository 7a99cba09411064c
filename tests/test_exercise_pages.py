"""What an exercise tells its reader to do works where the reader stands."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from rnnlib.grading import check, progress
from rnnlib.grading.check import CheckFailed
from rnnlib.grading.exercises import EXERCISES

ROOT = Path(__file__).resolve().parents[1]
LEARNERS = [ROOT / "exercises" / f"{name}.ipynb" for name in EXERCISES]
each = pytest.mark.parametrize("path", LEARNERS, ids=lambda path: path.stem)


def text(path: Path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def commands(path: Path) -> list[str]:
    return re.findall(r"`([^`\n]* grade [^`\n]*)`", text(path))


@each
def test_every_command_on_the_page_runs_without_anything_on_the_path(path: Path) -> None:
    assert commands(path) == [
        f".venv/bin/python -m rnnlib grade exercises/{path.name}",
        f"python -m rnnlib grade exercises/{path.name}",
    ]
    for command in commands(path):
        program, *arguments = command.split()
        assert program in (".venv/bin/python", "python")  # this Python here, Binder's own there
        result = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 1, result.stderr  # nobody has worked on it yet
        assert "total" in result.stdout


@each
def test_a_page_says_how_it_is_run(path: Path) -> None:
    first = nbformat.read(path, as_version=4).cells[0].source
    assert (
        f"https://mybinder.org/v2/gh/unrolled-book/unrolled/main?urlpath=lab/tree/exercises/{path.name}"
        in first
    )
    assert (
        f"https://colab.research.google.com/github/unrolled-book/unrolled/blob/main/exercises/{path.name}"
        in first
    )
    assert f"`.venv/bin/jupyter lab exercises/{path.name}`" in first


@each
def test_the_last_cell_adds_up_the_points_and_says_where_the_solutions_are(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.source for cell in cells if cell.cell_type == "code"][-1] == "progress()"
    assert (ROOT / re.findall(r"blob/main/(exercises/sources/\S+?)\)", cells[-1].source)[0]).exists()


def test_progress_is_what_the_checks_said_last(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.import_module("rnnlib.grading.check"), "_latest", {})
    progress()
    assert capsys.readouterr().out == "No check has run yet.\n"
    with pytest.raises(CheckFailed):
        check("bptt.tanh_backward", lambda dh, h: dh)
    progress()
    assert "bptt.tanh_backward        0 / 2" in capsys.readouterr().out
    check("bptt.tanh_backward", lambda dh, h: dh * (1 - h**2))
    progress()
    out = capsys.readouterr().out
    assert "bptt.tanh_backward        2 / 2" in out
    assert "its check has not run yet." in out
    assert "/ 17" in out
    assert "01_forward_pass" not in out
    check("loss.mse", lambda y_hat, y: np.sum((y_hat - y) ** 2) / len(y))
    progress()
    assert re.findall(r"^total .*", capsys.readouterr().out, re.MULTILINE)[-2:] == [
        "total                             2 / 17",
        "total                         2 / 17",
    ]


def test_the_learners_folder_holds_notebooks_and_what_they_are_made_from_apart() -> None:
    assert {path.name for path in (ROOT / "exercises").iterdir()} - {".ipynb_checkpoints"} == {
        "sources",
        *(path.name for path in LEARNERS),
    }


def test_jupyterlab_hides_the_instructors_panels(tmp_path: Path) -> None:
    # The command that the Makefile, the README and Binder run, tried on a folder of its own.
    command = "labextension disable --level=sys_prefix @jupyter/nbgrader"
    for place in ("Makefile", "README.md", "binder/postBuild"):
        assert command in (ROOT / place).read_text(encoding="utf-8")
    assert os.access(ROOT / "binder" / "postBuild", os.X_OK)
    jupyter = Path(sys.executable).parent / "jupyter"
    level = command.replace("sys_prefix", "user").split()
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path), "HOME": str(tmp_path)}
    subprocess.run([jupyter, *level], env=environment, capture_output=True, check=True)
    listed = subprocess.run(
        [jupyter, "labextension", "list"], env=environment, capture_output=True, text=True, check=True
    )
    said = listed.stdout + listed.stderr
    assert re.search(r"@jupyter/nbgrader \S+ .*disabled", said), said
