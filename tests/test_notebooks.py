"""The notebooks as they are stored: stripped, but for outputs that are compared, and compared they are."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
MASTERS = sorted((ROOT / "exercises" / "sources").glob("*/master.ipynb"))
LEARNERS = sorted((ROOT / "exercises").glob("*.ipynb"))
APPENDICES = sorted((ROOT / "chapters" / "appendix").glob("*.ipynb"))
EXECUTED = [*CHAPTERS, *APPENDICES, *MASTERS]
FOLDED = {"hide-input", "hide-cell", "remove-input"}
BIN = Path(sys.executable).parent

SET_UP = """\
# Run every cell, from the top: what the text shows appears then (JupyterLab: Run > Run All Cells).
# On Colab this one installs the book's package; everywhere else it is already there.
import importlib.util
if importlib.util.find_spec("rnnlib") is None:
    %pip install -q "rnnlib[notebooks] @ git+https://github.com/unrolled-book/unrolled\""""


def code_cells(notebook: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(notebook, 4).cells if cell.cell_type == "code"]


def tags(cell: nbformat.NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", []))


def not_stripped(notebooks: list[Path]) -> str:
    """What nbstripout would still take away."""
    command = [BIN / "nbstripout", "--verify", "--keep-count", "--keep-id", *notebooks]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stdout + result.stderr if result.returncode else ""


def uncompared(notebook: Path) -> list[str]:
    """Cells whose stored output would not be compared, or that are to be compared and store none."""
    wrong = []
    for cell in code_cells(notebook):
        kept, checked = "keep_output" in tags(cell), "nbval-check-output" in tags(cell)
        compared = bool(checked and cell.outputs and cell.execution_count)  # nbval needs the count to compare
        if not kept == checked == compared:
            wrong.append(cell.source)
    return wrong


def test_notebooks_are_stored_stripped() -> None:
    assert not_stripped([*EXECUTED, *LEARNERS]) == ""
    for notebook in [*EXECUTED, *LEARNERS]:
        assert nbformat.read(notebook, 4).metadata.language_info == {"name": "python"}, notebook.name


@pytest.mark.parametrize("notebook", EXECUTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_stored_output_is_compared(notebook: Path) -> None:
    assert uncompared(notebook) == []
    assert notebook.stem == "intro" or any("keep_output" in tags(cell) for cell in code_cells(notebook))


@pytest.mark.parametrize(
    "notebook", [*EXECUTED, *LEARNERS], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_the_first_cell_sets_up(notebook: Path) -> None:
    first = code_cells(notebook)[0]
    assert first.source == SET_UP
    assert "remove-cell" in tags(first)


def left_open(cells: list[nbformat.NotebookNode]) -> list[str]:
    """Code that a page folds or leaves out and a notebook shows: answers to questions, and whole drawings."""
    return [
        cell.source
        for cell in cells
        if tags(cell) & FOLDED and not cell.metadata.get("jupyter", {}).get("source_hidden")
    ]


@pytest.mark.parametrize("notebook", CHAPTERS, ids=lambda path: path.stem)
def test_what_a_page_folds_is_folded_in_jupyterlab(notebook: Path) -> None:
    cells = code_cells(notebook)
    assert left_open(cells) == []
    next(cell for cell in cells if tags(cell) & FOLDED).metadata.jupyter.source_hidden = False
    assert len(left_open(cells)) == 1


def copy(notebook: Path, to: Path, change: str = "") -> Path:
    """Copy a notebook; with `change`, spoil its first compared cell in that way."""
    book = nbformat.read(notebook, 4)
    cell = next(cell for cell in book.cells if "nbval-check-output" in tags(cell))
    if change == "digit":
        output = next(out for out in cell.outputs if re.search(r"\d", out.get("text", "")))
        output.text = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), output.text, count=1)
    elif change == "count":
        cell.execution_count = None
    elif change == "tag":
        cell.metadata.tags.remove("nbval-check-output")
    elif change == "output":
        book.cells[-1:] = [
            nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text="1")])
        ]
    to.mkdir(exist_ok=True)
    nbformat.write(book, to / notebook.name)
    return to / notebook.name


def run_nbval(*notebooks: Path) -> subprocess.CompletedProcess[str]:
    options = ["--nbval-lax", "--nbval-cell-timeout=120", "-q", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, *map(str, notebooks)]
    return subprocess.run(command, cwd=notebooks[0].parent, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "notebook", [MASTERS[0], CHAPTERS[1]], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_one_changed_digit_in_a_stored_output_is_found(notebook: Path, tmp_path: Path) -> None:
    untouched = run_nbval(copy(notebook, tmp_path / "untouched"))
    assert untouched.returncode == 0, untouched.stdout
    changed = run_nbval(copy(notebook, tmp_path / "changed", "digit"))
    assert changed.returncode == 1
    assert "1 failed" in changed.stdout
    assert "mismatch" in changed.stdout


@pytest.mark.parametrize("change", ["count", "tag"])
def test_an_output_that_would_not_be_compared_is_found(tmp_path: Path, change: str) -> None:
    assert uncompared(copy(CHAPTERS[1], tmp_path / "untouched")) == []
    assert len(uncompared(copy(CHAPTERS[1], tmp_path / "changed", change))) == 1


def test_an_output_left_in_a_notebook_is_found(tmp_path: Path) -> None:
    assert not_stripped([copy(CHAPTERS[1], tmp_path)]) == ""
    assert not_stripped([copy(CHAPTERS[1], tmp_path, "output")]) != ""
