"""How long a chapter takes to read: counted when the book is built, never guessed.

A chapter writes ``<!-- reading time -->``, which JupyterLab and Colab do not show, and the page has the time there.
"""

import re
from pathlib import Path

from bs4 import BeautifulSoup
from docutils import nodes
from jupyter_cache import get_cache
from nbformat import NotebookNode
from sphinx.application import Sphinx

MARKER = "<!-- reading time -->"
WORDS_A_MINUTE, MINUTES_A_CELL, MINUTES_A_DEMO = 200, 1.5, 3
HIDDEN = {"hide-cell", "hide-input", "remove-cell", "remove-input"}
FOLD = r"<details.*?</details>|^(:{3,}|`{3,})\{dropdown\}.*?^\1\s*$"
NOT_PROSE = rf"{FOLD}|<!--.*?-->|\$\$.*?\$\$|^```.*?^```|!\[[^\]]*\]\([^)]*\)|<[^>\n]+>"


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("doctree-read", write_time)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_time(app: Sphinx, doctree: nodes.document) -> None:
    """Put the reading time where a chapter has its marker."""
    for raw in [node for node in doctree.findall(nodes.raw) if MARKER in node.astext()]:
        chapter = Path(app.env.doc2path(app.env.docname))
        minutes = measure(executed(chapter, Path(app.outdir).parent))["minutes"]
        written = raw.astext().replace(MARKER, f" · about {max(5, 5 * round(minutes / 5))} minutes")
        raw.replace_self(nodes.raw("", written, format="html"))


def executed(chapter: Path, build: Path) -> NotebookNode:
    """Return a chapter with the outputs that the build in the folder `build` has made."""
    return get_cache(build / ".jupyter_cache").merge_match_into_file(chapter)[1]


def measure(executed: NotebookNode) -> dict[str, float]:
    """Count what an executed chapter asks of its reader; what lies in a fold does not count."""
    text = "\n\n".join(cell.source for cell in executed.cells if cell.cell_type == "markdown")
    shown = [_shown(cell) for cell in executed.cells if cell.cell_type == "code"]
    words, cells = words_of(text), sum(lines > 0 for lines, _ in shown)
    demos = sum(len(page.select(".rnn-demo")) for _, page in shown)
    kinds = [[question["data-kind"] for question in page.select(".rnn-question")] for _, page in shown]
    then = [bool(page.select(".rnn-demo")) for _, page in shown[1:]]  # whether the next cell shows a demo
    return {
        "words": words,
        "code lines": sum(lines for lines, _ in shown),
        "code cells": cells,
        "demos": demos,
        **{kind: sum(asked.count(kind) for asked in kinds) for kind in ("choice", "number", "open")},
        "predictions": sum(asked.count("choice") for asked, demo in zip(kinds, then, strict=False) if demo),
        "mistakes": len(re.findall(r"^> \*\*Common mistake", text, re.MULTILINE)),
        "minutes": words / WORDS_A_MINUTE + MINUTES_A_CELL * cells + MINUTES_A_DEMO * demos,
    }


def words_of(markdown: str) -> int:
    """Count the words of running text: a formula or a name of the code within a line is one, others are none."""
    prose = re.sub(NOT_PROSE, " ", markdown, flags=re.DOTALL | re.MULTILINE)
    prose = re.sub(r"\[([^\[\]]*)\]\([^)]*\)", r"\1", prose)
    prose = re.sub(r"\$[^$\n]+\$|`[^`\n]+`", "x", prose)
    return sum(bool(re.search(r"\w", word)) for word in prose.split())


def _shown(cell: NotebookNode) -> tuple[int, BeautifulSoup]:
    """Return how many lines of code a cell shows, its own and those of a listing, and its output as a page."""
    tags = set(cell.metadata.get("tags", []))
    html = "".join(output.get("data", {}).get("text/html", "") for output in cell.get("outputs", []))
    page = BeautifulSoup("" if tags & {"hide-cell", "hide-output", "remove-cell"} else html, "html.parser")
    source = [] if tags & HIDDEN else cell.source.splitlines()
    listed = [line for listing in page.select(".rnn-listing") for line in listing.get_text().splitlines()]
    return sum(bool(line.strip()) for line in source + listed), page
