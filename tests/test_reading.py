"""What a chapter asks of its reader, counted; and the time that the build writes."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import reading
from docutils import nodes
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from rnnlib.listing import listing
from rnnlib.scratch import rnn

QUESTION = '<fieldset class="rnn-question" data-kind="{}"></fieldset>'
DEMO = '<figure class="rnn-demo"></figure>'
SHOWN = listing(rnn.forward)
LISTING = SHOWN._repr_html_()
LENGTH = len(repr(SHOWN).splitlines())


def code(source: str, html: str = "", *tags: str) -> NotebookNode:
    outputs = [new_output("display_data", {"text/html": html})] if html else []
    return new_code_cell(source, outputs=outputs, metadata={"tags": list(tags)})


def measure(*cells: NotebookNode) -> dict[str, float]:
    return reading.measure(new_notebook(cells=cells))


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("# 1 · A title\n\nIt has **three** words.", 7),
        ("The state $h_t = f(x_t)$ and `np.tanh(a)` – so: 2.", 7),
        ("As [a long link](02_page.ipynb) says ![a picture of a net](x.svg).", 5),
        ("Then\n\n$$\nh_t = \\tanh a_t\n$$\n\nfollows.", 2),
        ("One\n\n```python\nx = 1\n```\n\ntwo<!-- not me -->", 2),
        ("One\n\n<details><summary>Not me</summary>\n\nnor me\n\n</details>\n\ntwo", 2),
        ("One\n\n:::{dropdown} Deeper: not me\nnor me\n:::\n\ntwo", 2),
        ("One\n\n::::{dropdown} Deeper\n:::{note}\nnor me\n:::\nnor me\n::::\n\ntwo", 2),
        ("One <span>two</span> <br> if 1 < 2", 5),
    ],
)
def test_words(markdown: str, words: int) -> None:
    assert reading.words_of(markdown) == words


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        (code("x = 1\n\ny = 2"), 2),
        (code("x = 1", "", "hide-input"), 0),
        (code("x = 1", "", "remove-cell"), 0),
        (code("listing(f)", LISTING, "remove-input"), LENGTH),
        (code("listing(f)", LISTING, "hide-cell"), 0),
        (code("listing(f)", LISTING), LENGTH + 1),
    ],
)
def test_lines_of_code(cell: NotebookNode, lines: int) -> None:
    counted = measure(cell)
    assert (counted["code lines"], counted["code cells"]) == (lines, min(lines, 1))


def test_demos_questions_and_mistakes() -> None:
    counted = measure(
        code("choice(…)", QUESTION.format("choice"), "remove-input"),
        code("demo()", DEMO, "hide-input"),
        new_markdown_cell("> **Common mistake: a sign.** It is lost."),
        code("number(…)", QUESTION.format("number"), "remove-input"),
        code("choice(…)", QUESTION.format("choice"), "remove-input"),
        new_markdown_cell("> A quotation."),
    )
    assert (counted["choice"], counted["number"], counted["open"]) == (2, 1, 0)
    assert (counted["predictions"], counted["demos"], counted["mistakes"]) == (1, 1, 1)


def test_the_time_is_made_of_words_cells_and_demos() -> None:
    counted = measure(new_markdown_cell("word " * 1000), code("x = 1"), code("d()", DEMO, "hide-input"))
    assert counted["minutes"] == 1000 / 200 + 1.5 + 3


@pytest.mark.parametrize(("cells", "said"), [(3, 5), (9, 15), (20, 30)])
def test_the_page_says_the_time_where_the_marker_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cells: int, said: int
) -> None:
    env = SimpleNamespace(docname="chapters/x", doc2path=lambda name: tmp_path / f"{name}.ipynb")
    app = SimpleNamespace(outdir=tmp_path / "_build" / "html", env=env)
    chapter = new_notebook(cells=[code("x = 1") for _ in range(cells)])

    def executed(path: Path, build: Path) -> NotebookNode:
        assert (path, build) == (tmp_path / "chapters" / "x.ipynb", tmp_path / "_build")
        return chapter

    monkeypatch.setattr(reading, "executed", executed)
    doctree = nodes.document(None, None)
    summary = "<details><summary>What you need{}</summary>"
    doctree += [
        nodes.raw("", summary.format(reading.MARKER), format="html"),
        nodes.raw("", "<br>", format="html"),
    ]
    reading.write_time(app, doctree)
    assert [node.astext() for node in doctree] == [summary.format(f" · about {said} minutes"), "<br>"]
