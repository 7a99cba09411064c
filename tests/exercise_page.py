"""An exercise in its page: Python started there, and cells run in it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "exercises" / "sources"
PATIENCE = 180_000  # ms: a start takes 3 s, and much longer when others use the machine
STATUS = ".rnn-python [role=status]"
RUN = """async (cells) => {
    const { python } = document.querySelector(".rnn-python");
    const said = [];
    for (const [code, number] of cells) {
        let printed = "";
        const how = await python.run(code, number, (piece) => (printed += piece));
        said.push([how, printed]);
    }
    return said;
}"""
NATIVE = """
import contextlib, io, json, sys
from rnnlib.grading.in_page import run
said = []
for code, number in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        ended = run(code, number)
    said.append(["ended" if ended else "failed", out.getvalue()])
json.dump(said, sys.stdout)
"""
# Each sequence of cells begins as in a new session: a check tells of the points of those before it.
AFRESH = """import sys
for state in ("_latest", "_rungs"):
    getattr(sys.modules["rnnlib.grading.check"], state).clear()
for name in [name for name in globals() if not name.startswith("__")]:
    del globals()[name]
"""
PAGES_PYTHON = (3, 11)
QUOTED = re.compile(r"(?m)^    .*\n")
Cells = list[tuple[str, int]]
Said = list[list[str]]


def start(page: Page) -> None:
    """Press the button by the keyboard, and wait until Python is there; the focus is not lost."""
    page.get_by_role("button", name="Start Python here").press("Enter")
    page.wait_for_function(
        f"document.querySelector('{STATUS}').textContent.includes('is ready')", timeout=PATIENCE
    )


def in_page(page: Page, cells: Cells) -> Said:
    """Run cells in the page's Python, past its editors; return how each ended and what it printed."""
    return comparable(page.evaluate(RUN, [(AFRESH, 0), *cells])[1:])


def comparable(said: Said) -> Said:
    """Leave out the code that tracebacks quote, where this Python quotes more than the page's."""
    if sys.version_info[:2] == PAGES_PYTHON:
        return said
    parts = [(how, *printed.partition("Traceback (most recent call last):\n")) for how, printed in said]
    return [[how, before + head + QUOTED.sub("", trace)] for how, before, head, trace in parts]


def native(cells: Cells) -> Said:
    """Run the same cells in a process of this Python."""
    result = subprocess.run(
        [sys.executable, "-c", NATIVE],
        input=json.dumps([(AFRESH, 0), *cells]),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return comparable(json.loads(result.stdout)[1:])


def code(path: Path) -> Cells:
    """The code cells of a notebook, but for the one that a page leaves out."""
    cells = nbformat.read(path, as_version=4).cells
    return [
        (cell.source, number)
        for number, cell in enumerate(cells)
        if cell.cell_type == "code" and "remove-cell" not in cell.metadata.get("tags", [])
    ]


def mistakes() -> Iterator[tuple[str, int]]:
    """Each stored mistake with the check of its task, and then all the help that there is."""
    for number, path in enumerate(sorted(SOURCES.glob("*/mistakes/*.py")), 1000):
        source = path.read_text(encoding="utf-8")
        task = re.search(r"^task: (\S+)$", source, re.MULTILINE)
        assert task, path
        yield f"{source}\ncheck({task[1]!r}, {function(path.parents[1], task[1])})", number
        yield "hint()\nhint()\nhint()", number


def function(exercise: Path, task: str) -> str:
    """The name of the function that a task asks for."""
    found = re.search(
        rf'check\(\\"{re.escape(task)}\\", (\w+)\)', (exercise / "master.ipynb").read_text("utf-8")
    )
    assert found, task
    return found[1]
