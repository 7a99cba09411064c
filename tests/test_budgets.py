"""A chapter reads in the time it says: its budgets, counted when executed and measured on its page.

What lies in a fold counts neither as words nor as code. On the page the folds are closed, as a reader finds
them: a picture in one does not break a long stretch of text, and the text in it is no part of the stretch.
The cue of what scrolls on a phone is a matter of test_pages.py.
"""

from pathlib import Path

import pytest
import reading
from browser import visit
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Browser, Page
from test_book import CHAPTERS
from test_reading import DEMO, QUESTION, code

# Chapters not yet within their budgets. One that keeps them may not stand here: the list only shrinks.
NOT_YET: set[str] = set()
MOST = {"words": 2500, "code lines": 150, "code cells": 20, "mistakes": 2}
LEAST = {"demos": 1, "choice": 1, "number": 1, "open": 1}
SELF_CHECKS = (3, 6)  # a prediction before a demo may come on top
WIDEST = 76  # characters of a line of code
FIRST_PICTURE, BETWEEN_PICTURES = 1000, 2500  # px, at 1280 px


def over(notebook: NotebookNode) -> list[str]:
    """Return where an executed chapter leaves its budgets."""
    counted = reading.measure(notebook)
    found = [f"{counted[what]} {what}, at most {most}" for what, most in MOST.items() if counted[what] > most]
    found += [f"{counted[what]} {what}, at least {n}" for what, n in LEAST.items() if counted[what] < n]
    asked = sum(counted[kind] for kind in ("choice", "number", "open"))
    if asked < SELF_CHECKS[0] or asked - counted["predictions"] > SELF_CHECKS[1]:
        found.append(f"{asked} self-checks, {counted['predictions']} of them predictions: 3 to 6")
    if sum(cell.source.count(reading.MARKER) for cell in notebook.cells) != 1:
        found.append(f"not one marker {reading.MARKER}")
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and not _on_colab(cell)]
    lines = [line for cell in cells for line in cell.source.splitlines()]
    return found + [f"{len(line)} characters: {line}" for line in lines if len(line) > WIDEST]


def _on_colab(cell: NotebookNode) -> bool:
    """Return whether a cell installs the package on Colab: its line is a command, and on no page."""
    return "remove-cell" in cell.metadata.get("tags", []) and "%pip install" in cell.source


# Stretches without a picture: from the top of the page, between pictures, and down to the end of the text.
STRETCHES = """() => {
    const article = document.querySelector("article, main");
    const seen = [...article.querySelectorAll("img, svg, canvas, .rnn-demo")]
        .filter((picture) => picture.checkVisibility() && !picture.closest("details:not([open])"))
        .map((picture) => picture.getBoundingClientRect())
        .filter((box) => box.width >= 100 && box.height >= 60)
        .map((box) => [box.top + scrollY, box.bottom + scrollY])
        .sort((a, b) => a[0] - b[0]);
    const stretches = [];
    let end = 0;
    for (const [top, bottom] of [...seen, [article.getBoundingClientRect().bottom + scrollY, 0]]) {
        stretches.push([Math.round(end), Math.round(top)]);
        end = Math.max(end, bottom);
    }
    return stretches;
}"""
CUT = """() => [...document.querySelectorAll(".cell_input pre, .rnn-listing, .rnn-listing *")]
    .filter((box) => box.checkVisibility() && box.clientWidth && box.scrollWidth > box.clientWidth + 1)
    .map((box) => box.textContent.trim().slice(0, 60))"""
OPEN = "document.querySelectorAll('article details, main details').forEach((fold) => { fold.open = true; })"


def far_from_pictures(page: Page) -> list[str]:
    """Return the stretches of an open page, 1280 px wide, that are too long to be without a picture."""
    stretches = page.evaluate(STRETCHES)
    found = [] if stretches[0][1] <= FIRST_PICTURE else [f"the first picture stands at {stretches[0][1]} px"]
    long = [(a, b) for a, b in stretches[1:] if b - a > BETWEEN_PICTURES]
    return found + [f"{b - a} px without a picture, from {a} px" for a, b in long]


def cut(page: Page) -> list[str]:
    """Return the code that is wider than its box, the folds open."""
    page.evaluate(OPEN)
    return [f"cut off: {text}" for text in page.evaluate(CUT)]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_keeps_its_budgets(browser: Browser, site: str, built: Path, chapter: Path) -> None:
    found = over(reading.executed(chapter, built.parent))
    with visit(browser, f"{site}/chapters/{chapter.stem}.html") as seen:
        found += far_from_pictures(seen.page) + cut(seen.page)
    if chapter.stem in NOT_YET:
        assert found, f"{chapter.stem} keeps its budgets: take it out of NOT_YET"
    else:
        assert found == []


def test_what_is_not_yet_is_a_chapter() -> None:
    assert {chapter.stem for chapter in CHAPTERS} >= NOT_YET


# --- each check finds what it is there to find


def a_chapter() -> NotebookNode:
    """A chapter at the very edge of its budgets."""
    cells = [
        new_markdown_cell(
            f"<details><summary>Needed{reading.MARKER}</summary>\n\nfolded words\n\n</details>"
        ),
        new_markdown_cell("word " * 2496),
        *(new_markdown_cell("> **Common mistake**") for _ in range(2)),
        *(code("\n".join(["x" * 76] * (8 if i < 10 else 7))) for i in range(20)),
        code("choice(…)", QUESTION.format("choice"), "remove-input"),
        code("demo()", DEMO, "hide-input"),
        code("%pip install " + "x" * 77, "", "remove-cell"),
        *(code("…", QUESTION.format(kind), "remove-input") for kind in ("choice", "number", "open") * 2),
    ]
    return new_notebook(cells=cells)


def test_a_chapter_at_the_edge_of_its_budgets_passes() -> None:
    assert over(a_chapter()) == []


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([new_markdown_cell("more")], "2501 words, at most 2500"),
        ([code("x = 1")], "21 code cells, at most 20"),
        (
            [code("…", QUESTION.format("open"), "remove-input")],
            "8 self-checks, 1 of them predictions: 3 to 6",
        ),
        ([new_code_cell("x" * 77)], f"77 characters: {'x' * 77}"),
        ([code("x" * 77, "", "hide-input")], f"77 characters: {'x' * 77}"),
        ([code("x" * 77, "", "remove-cell")], f"77 characters: {'x' * 77}"),
        ([new_markdown_cell("> **Common mistake")], "3 mistakes, at most 2"),
        ([new_markdown_cell(reading.MARKER)], f"not one marker {reading.MARKER}"),
    ],
)
def test_a_chapter_over_its_budget_is_found(cells: list[NotebookNode], said: str) -> None:
    chapter = a_chapter()
    chapter.cells += cells
    assert said in over(chapter)


def test_too_many_lines_are_found() -> None:
    chapter = a_chapter()
    chapter.cells[4].source += "\nx"
    assert over(chapter) == ["151 code lines, at most 150"]


@pytest.mark.parametrize(
    ("lost", "instead", "said"),
    [
        ("rnn-demo", "x", "0 demos, at least 1"),
        ("number", "choice", "0 number, at least 1"),
        ("open", "choice", "0 open, at least 1"),
        ("rnn-question", "x", "0 self-checks, 0 of them predictions: 3 to 6"),
    ],
)
def test_what_a_chapter_lacks_is_found(lost: str, instead: str, said: str) -> None:
    chapter = a_chapter()
    for cell in chapter.cells:
        for output in cell.get("outputs", []):
            output.data["text/html"] = output.data["text/html"].replace(lost, instead)
    assert any(said in line for line in over(chapter))


PICTURE = '<div style="height:{}px"></div><svg width="300" height="200" style="display:block"></svg>'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (PICTURE.format(990) + PICTURE.format(2500) + '<div style="height:2500px">', []),
        (PICTURE.format(1001), ["the first picture stands at 1001 px"]),
        (PICTURE.format(0) + PICTURE.format(2501), ["2501 px without a picture, from 200 px"]),
        (PICTURE.format(0) + '<div style="height:2501px">', ["2501 px without a picture, from 200 px"]),
        ('<div style="height:1001px"></div>', ["the first picture stands at 1001 px"]),
        (
            f'<details><summary style="height:20px"></summary>{PICTURE.format(0)}</details>'
            + PICTURE.format(1000),
            ["the first picture stands at 1020 px"],
        ),
        (
            PICTURE.format(0)
            + '<svg width="16" height="16" style="display:block"></svg>'
            + PICTURE.format(2490),
            ["2506 px without a picture, from 200 px"],
        ),
    ],
)
def test_a_long_stretch_without_a_picture_is_found(browser: Browser, body: str, said: list[str]) -> None:
    with browser.new_page(viewport={"width": 1280, "height": 900}) as page:
        page.set_content(f"<!doctype html><body style='margin:0'><main>{body}</main>")
        assert far_from_pictures(page) == said


@pytest.mark.parametrize(("letters", "found"), [(30, 0), (90, 1)])
@pytest.mark.parametrize(
    "frame",
    [
        '<div class="cell_input"><pre style="{}">{}</pre></div>',
        '<div class="rnn-listing" style="{}">{}</div>',
    ],
)
def test_cut_code_is_found(browser: Browser, frame: str, letters: int, found: int) -> None:
    with browser.new_page() as page:
        box = frame.format("width:400px;overflow-x:auto;font-size:10px", "x" * letters)
        page.set_content(f"<!doctype html><main><details><summary>Code</summary>{box}</details></main>")
        assert len(cut(page)) == found
