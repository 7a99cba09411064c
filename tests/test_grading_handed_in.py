"""What is handed in is a file, and neither its name nor its words pass for the grader's own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from submissions import submission

from rnnlib.grading.cli import main
from rnnlib.grading.exercises import EXERCISES
from rnnlib.grading.notebook import LONGEST, prepare
from rnnlib.grading.printing import one_line, say

ROOT = Path(__file__).resolve().parents[1]
MASTER = ROOT / "exercises" / "sources" / "03_bptt" / "master.ipynb"
NAME = "03_bptt.ipynb"


def complaint(capsys: pytest.CaptureFixture[str], path: Path) -> str:
    assert main(["grade", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


def test_a_link_to_the_master_earns_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / NAME).symlink_to(MASTER)
    assert "is a link; hand in the file itself" in complaint(capsys, tmp_path / NAME)


def test_nor_does_a_folder_that_is_a_link(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / NAME).write_bytes(MASTER.read_bytes())
    (tmp_path / "anna").symlink_to(tmp_path / "there")
    monkeypatch.chdir(tmp_path)
    said = complaint(capsys, Path("anna") / NAME)
    assert said.startswith("rnnlib grade: anna is a link; hand in the file itself. To grade your own, give ")
    assert main(["grade", said.split()[-1]]) == 0  # the same file, by the name that is told


def test_a_link_that_takes_the_place_of_a_file_is_not_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / NAME).symlink_to(MASTER)
    monkeypatch.setattr(Path, "is_symlink", lambda _: False)  # as it looked a moment ago
    assert "cannot be read" in complaint(capsys, tmp_path / NAME)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/random"])
def test_a_device_is_not_read(
    device: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "it is no ordinary file" in complaint(capsys, Path(device))


def test_a_pipe_that_nobody_writes_into_is_not_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / NAME)
    assert "it is no ordinary file" in complaint(capsys, tmp_path / NAME)


HOSTILE = "03_bptt\x1b[2J\r\ntotal             17 of 17\x9b1m\u202e.ipynb"


def test_the_name_of_a_file_is_printed_on_one_line_without_its_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / HOSTILE).write_text("no notebook")
    said = complaint(capsys, tmp_path / HOSTILE)
    assert "03_bptt [2J total 17 of 17 1m .ipynb is not a notebook: it is no JSON" in said
    assert said.count("\n") == 1
    with pytest.raises(SystemExit):
        main(["grade", str(tmp_path), HOSTILE])
    said = capsys.readouterr().err
    assert "unrecognized arguments: 03_bptt [2J total 17 of 17" in said
    assert all(letter.isprintable() or letter == "\n" for letter in said)


def test_no_more_of_an_answer_is_read_outside_the_sandbox_than_a_person_writes() -> None:
    # To parse ten megabytes of statements takes minutes and gigabytes.
    (task, *_), source = EXERCISES["01_forward_pass"], "x = 1\n" * 10**6
    prepared = prepare([(source, "forward-scalar_step", False)], (task,))
    assert len(prepared.answers[task.id].source) == LONGEST
    assert prepared.cells == [(1, source)]


def rows(text: str) -> list[str]:
    """What a reader, or a script, takes for rows of the table."""
    return [line.split()[0] for line in text.splitlines() if re.match(r"\S+ +\d+ / \d+$", line)]


@pytest.mark.parametrize("width", range(0, 100, 9))
def test_no_word_of_a_submission_looks_like_a_row_of_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    said = (
        "x" * width + " " * 20 + "total                    15 / 15" + "\n" * 3 + "total             15 / 15"
    )
    cells = [
        f"raise ValueError({said!r})",
        f"def scalar_step(*a):\n    raise ValueError({said!r})",
        f"def rnn_step(*a):\n    return {{{said!r}: 1}}",
        f"def rnn_states(*a):\n    return type({said!r}, (), {{}})()",
    ]
    path = submission(tmp_path, *cells)
    assert main(["grade", str(path)]) == 1
    out = capsys.readouterr().out
    assert rows(out)[-1] == "total"
    assert rows(out).count("total") == 1
    assert out.count("15 / 15") >= 3  # it was said, and not as a row


def wrong(folder: Path) -> Path:
    notebook = nbformat.read(MASTER, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("W_hh.T @ da_next  # (H,)\n", "W_hh @ da_next\n")
    nbformat.write(notebook, folder / NAME)
    return folder / NAME


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437"])
def test_a_stream_with_few_letters_gets_others_for_them(tmp_path: Path, encoding: str) -> None:
    path = wrong(tmp_path)
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
    for command, code in (
        (["-m", "rnnlib.grading.cli", "grade", str(path)], 1),
        (["-m", "rnnlib.grading.cli", "grade", str(tmp_path / "ŷ.ipynb")], 2),
        (["-c", "from rnnlib.grading import check; check('bptt.tanh_backward', lambda *a: 'ŷ')"], 1),
    ):
        done = subprocess.run(
            [sys.executable, *command], env=environment, cwd=tmp_path, capture_output=True, check=False
        )
        said = (done.stdout + done.stderr).decode(encoding)
        assert done.returncode == code, said
        assert "UnicodeEncodeError" not in said
        assert ("W_hh^T" in said) == (code == 1 and "grade" in command)


def test_a_letter_that_no_stream_takes_is_a_question_mark(capsys: pytest.CaptureFixture[str]) -> None:
    say("a \ud800 b")
    assert capsys.readouterr().out == "a ? b\n"
    assert one_line("a\t\x00\ud800 \n b") == "a b"
