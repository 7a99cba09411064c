"""No number is merely claimed: what the text of a chapter quotes, a cell of it has printed."""

import re
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parent.parent / "chapters"
CHAPTERS = [*sorted(FOLDER.glob("[0-9]*.ipynb")), *sorted(FOLDER.glob("appendix/*.ipynb"))]
DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?!\.?\d)")
NOT_QUOTED = re.compile(r"\]\([^)]*\)|section \d+(\.\d+)*")  # addresses of links, and places in books


def quoted(notebook: nbformat.NotebookNode) -> list[str]:
    """The numbers with a decimal point in its text."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return DECIMAL.findall(NOT_QUOTED.sub("", text))


def said(output: nbformat.NotebookNode) -> str:
    """What a cell printed, or the table that it shows."""
    return output.get("text", "") or output.get("data", {}).get("text/plain", "")


def unfounded(notebook: nbformat.NotebookNode) -> list[str]:
    """The quoted numbers that no cell prints, rounded as they are, and that no cell is given as a setting."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [said(output) for cell in cells for output in cell.outputs]
    printed = re.findall(r"\d+\.\d+", "\n".join(outputs).replace(",", ""))
    given = {float(number) for cell in cells for number in DECIMAL.findall(cell.source)}
    return [
        number
        for number in quoted(notebook)
        if float(number) not in given
        and not any(f"{float(one):.{len(number.split('.')[1])}f}" == number for one in printed)
    ]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_every_quoted_number_is_printed_or_given(chapter: Path) -> None:
    notebook = nbformat.read(chapter, 4)
    assert quoted(notebook)
    assert unfounded(notebook) == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_number_that_nothing_prints_is_found(chapter: Path) -> None:
    notebook = nbformat.read(chapter, 4)
    notebook.cells[0].source += " The loss is 98.76543 now."
    assert unfounded(notebook) == ["98.76543"]
