"""`rnnlib grade`: the table, the exit codes, and input that cannot be graded."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from rnnlib.grading import sandbox
from rnnlib.grading.cli import main
from rnnlib.grading.exercises import EXERCISES

ROOT = Path(__file__).resolve().parents[1]
MASTER = ROOT / "exercises" / "sources" / "03_bptt" / "master.ipynb"


def wrong_submission(folder: Path) -> Path:
    """The master, but with the carried gradient left as it is, and one function that raises."""
    notebook = nbformat.read(MASTER, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("W_hh.T @ da_next  # (H,)\n", "W_hh @ da_next\n")
        if "def numerical_gradient" in cell.source:
            cell.source = "def numerical_gradient(f, w, step):\n    return w[99]"
    path = folder / "anna 03_bptt (1).ipynb"
    nbformat.write(notebook, path)
    return path


def test_the_command_is_installed() -> None:
    command = [Path(sys.executable).parent / "rnnlib", "grade", MASTER]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "total" in result.stdout


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_master_has_full_marks(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", str(ROOT / "exercises" / "sources" / exercise / "master.ipynb")]) == 0
    out = capsys.readouterr().out
    points = sum(task.points for task in EXERCISES[exercise])
    assert [line.split() for line in out.splitlines() if line.startswith("total")] == [
        ["total", str(points), "/", str(points)]
    ]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_notebook_that_nobody_worked_on_has_no_marks(
    exercise: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", str(ROOT / "exercises" / f"{exercise}.ipynb")]) == 1
    out = capsys.readouterr().out
    assert out.count("not attempted yet.") == len(EXERCISES[exercise])
    assert "total" in out
    assert " 0 / " in out.split("total")[1]
    assert "raised" not in out


def test_less_than_full_marks_says_what_is_missing_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", str(wrong_submission(tmp_path))]) == 1
    out = capsys.readouterr().out
    assert "bptt.tanh_backward        2 / 2" in out
    assert "bptt.backward             1 / 5" in out
    words = " ".join(out.split())
    assert "Backwards it is W_hhᵀ" in words
    assert "hint: your function raised IndexError in line 2, `return w[99]`: index 99" in words
    assert re.search(r"^total +11 / 17$", out, re.MULTILINE)
    assert "3.4 bptt.backward: the whole backward pass\n  Read: chapter 5, Every index\n" in out
    assert max(len(line) for line in out.splitlines() if "https://" not in line) <= 100


def edited(cell: nbformat.NotebookNode) -> dict:
    is_check = cell.metadata.get("nbgrader", {}).get("grade")
    return {**cell, "source": "check = print\nprint('full marks')"} if is_check else cell


@pytest.mark.parametrize(
    ("change", "earned"),
    [
        (lambda cells: [cell for cell in cells if not cell.metadata.get("nbgrader", {}).get("grade")], 11),
        (lambda cells: [{**cell, "source": "print('17 / 17')"} for cell in cells], 0),
        (lambda cells: [{**cell, "metadata": {}} for cell in cells], 11),
        (lambda cells: [edited(cell) for cell in cells], 11),
    ],
    ids=["checks deleted", "every cell only prints marks", "marks of the checks removed", "checks edited"],
)
def test_the_submissions_own_checks_do_not_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: object, earned: int
) -> None:
    path = wrong_submission(tmp_path)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [nbformat.from_dict(cell) for cell in change(notebook.cells)]  # type: ignore[operator]
    nbformat.write(notebook, path)
    assert main(["grade", str(path)]) == 1
    assert f"{earned} / 17" in capsys.readouterr().out


def test_a_cell_that_raises_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook = nbformat.read(MASTER, as_version=4)
    answer = next(cell for cell in notebook.cells if "def tanh_backward" in cell.source)
    answer.source = "from rnnlib import RNN\ndef tanh_backward(dh, h):\n    return RNN(1, 1).backward(dh, h)"
    nbformat.write(notebook, tmp_path / "03_bptt.ipynb")
    assert main(["grade", str(tmp_path / "03_bptt.ipynb")]) == 1
    words = " ".join(capsys.readouterr().out.split())
    assert (
        "raised ImportError in line 3, `return RNN(1, 1).backward(dh, h)`: the exercises are graded" in words
    )
    assert "code cell 3 raised ImportError: the exercises are graded without rnnlib" in words


def test_lines_for_ipython_are_left_out(tmp_path: Path) -> None:
    notebook = nbformat.read(MASTER, as_version=4)
    magic = ["%matplotlib inline\nif True:\n    %pip list\n    !ls\nx = 1", "%%time\nx = 2", "%%bash\nexit 1"]
    notebook.cells[:0] = [nbformat.v4.new_code_cell(source) for source in magic]
    nbformat.write(notebook, tmp_path / "03_bptt.ipynb")
    assert main(["grade", str(tmp_path / "03_bptt.ipynb")]) == 0


UNUSABLE = {
    "03_bptt.txt": (b"# mine\n", "is not a notebook: it is no JSON in line 1, at `# mine` (Expecting value)"),
    "03_bptt_empty.ipynb": (b"\n", "is not a notebook: it is empty"),
    "03_bptt_cut.ipynb": (b'{\n "cells": [\n', "is not a notebook: it is no JSON in line 3, where it ends ("),
    "03_bptt_merged.ipynb": (
        b'{\n "cells": [\n<<<<<<< HEAD\n  {}\n=======\n>>>>>>> theirs\n ]\n}\n',
        "is not a notebook: it is no JSON in line 3, at `<<<<<<< HEAD` (",
    ),
    "03_bptt_binary.ipynb": (b"\x00\xff\xfe", "is not a notebook"),
    "03_bptt_list.ipynb": (b"[]", "is not a notebook"),
    "03_bptt_old.ipynb": (b'{"worksheets": [], "nbformat": 3}', "is not a notebook"),
    "03_bptt_cells.ipynb": (b'{"cells": [5]}', "is not a notebook"),
    "03_bptt_source.ipynb": (
        b'{"cells": [{"cell_type": "code", "metadata": {}, "source": 5}]}',
        "is not a notebook",
    ),
    "03_bptt_meta.ipynb": (
        b'{"cells": [{"cell_type": "code", "metadata": {"nbgrader": 1}, "source": ""}]}',
        "is not a notebook",
    ),
    "03_bptt_deep.ipynb": (b"[" * 10**6, "is not a notebook"),
    "03_bptt_large.ipynb": (
        b" " * ((10 << 20) + 1),
        "is larger than 10 MB: clear the outputs of all cells, save",
    ),
    "essay.ipynb": (b'{"cells": []}', "'essay' names no exercise; expected one of 01_forward_pass"),
}


def test_what_jupyter_opens_is_graded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "03_bptt.ipynb"
    text = json.dumps(nbformat.read(MASTER, as_version=3))
    assert json.loads(text)["nbformat"] == 3
    path.write_text(text)
    assert main(["grade", str(path)]) == 0
    notebook = json.loads(MASTER.read_text())
    for cell in notebook["cells"]:
        cell["metadata"].setdefault("nbgrader", None)
    path.write_text(json.dumps(notebook))
    assert main(["grade", str(path)]) == 0


@pytest.mark.parametrize("name", UNUSABLE)
def test_input_that_cannot_be_graded_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    content, message = UNUSABLE[name]
    (tmp_path / name).write_bytes(content)
    assert main(["grade", str(tmp_path / name)]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.err.startswith("rnnlib grade: ")
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_a_missing_file_a_folder_and_an_unknown_exercise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", str(tmp_path / "03_bptt.ipynb")]) == 2
    assert "03_bptt.ipynb cannot be read: No such file or directory" in capsys.readouterr().err
    assert main(["grade", str(tmp_path)]) == 2
    assert "cannot be read: Is a directory" in capsys.readouterr().err
    assert main(["grade", str(MASTER), "--exercise", "3"]) == 2
    assert "'3' names no exercise" in capsys.readouterr().err


def test_the_exercise_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "homework.ipynb"
    path.write_bytes(MASTER.read_bytes())
    assert main(["grade", str(path), "--exercise", "03_bptt"]) == 0


@pytest.fixture
def no_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("shutil.which", lambda _: None)
    sandbox.works.cache_clear()
    yield
    sandbox.works.cache_clear()


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


@pytest.mark.usefixtures("no_bubblewrap")
def test_without_bubblewrap_there_are_marks_and_one_line_says_that_this_is_no_sandbox(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["grade", str(MASTER)]) == 0
    said = last_line(capsys.readouterr().out)
    assert said.startswith("It ran under limits on time, memory")
    assert said.endswith("but not in a sandbox.")


@pytest.mark.usefixtures("no_bubblewrap")
def test_root_that_cannot_take_another_account_gets_marks_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sandbox, "_open_to_all", lambda _: False)
    assert main(["grade", str(MASTER)]) == 0
    said = last_line(capsys.readouterr().out)
    if os.geteuid() == 0:
        assert said == (
            "It ran under limits on time, memory and files (none here on processes), but not in a sandbox."
        )
    else:
        assert said == "It ran under limits on time, memory, processes and files, but not in a sandbox."


@pytest.mark.usefixtures("no_bubblewrap")
def test_isolation_that_is_required_and_missing_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", str(MASTER), "--require-isolation"]) == 2
    captured = capsys.readouterr()
    assert captured.err == (
        "rnnlib grade: bubblewrap is not here, or may not work here, so nothing was run\n"
    )
    assert captured.out == ""


def test_isolation_that_is_required_and_there_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["grade", str(MASTER), "--require-isolation"])
    assert code == (0 if sandbox.works() else 2)
    assert ("ran in bubblewrap" in capsys.readouterr().out) == sandbox.works()


def test_a_python_that_does_not_start_is_said_not_marked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sandbox, "works", lambda: False)  # the way that every machine has
    monkeypatch.setattr(sandbox, "START", "raise SystemExit('no luck')")
    assert main(["grade", str(MASTER)]) == 2
    assert "no luck" in capsys.readouterr().err


def test_fresh_inputs_for_each_run(tmp_path: Path) -> None:
    # A function that stores the answers of one run gains nothing in the next: it meets other numbers.
    from rnnlib.grading.grade import grade

    cells = ["seen = []\ndef tanh_backward(dh, h):\n    raise ValueError(dh[..., 0])"]
    code = [{"cell_type": "code", "metadata": {}, "source": cell} for cell in cells]
    path = tmp_path / "03_bptt.ipynb"
    path.write_text(json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    said = [grade(path).judgements[0].hints[0].text for _ in range(2)]
    assert "ValueError" in said[0]
    assert said[0] != said[1]
