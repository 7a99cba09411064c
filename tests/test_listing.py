"""Listings: what is shown of a function, with its equations, its names and its text."""

import inspect
import math

import numpy as np
import pytest
from bs4 import BeautifulSoup

from rnnlib import RNN
from rnnlib.data import whole_program
from rnnlib.listing import listing, program
from rnnlib.scratch import rnn, self_attention


def sample(x: np.ndarray, n: int = 2, *, scale: float = 1.0) -> np.ndarray:
    """Not shown."""
    a = x[0] - 1  # a_t = x_{t-1} < 1, (H,)
    # Not beside a line, but one by itself: "# in a text" is none.
    text, a[0] = "# no comment", scale  # (2, 3)

    return a * n + len(text)


SAMPLE = """\
def sample(x, n=2, *, scale=1.0):
    a = x[0] - 1  # a_t = x_{t-1} < 1, (H,)
    # Not beside a line, but one by itself: "# in a text" is none.
    text, a[0] = "# no comment", scale  # (2, 3)

    return a * n + len(text)"""


def rows(shown):
    page = BeautifulSoup(shown._repr_html_(), "html.parser", preserve_whitespace_tags={"code"})
    return page.select(".rnn-line")


def test_in_plain_text_it_is_the_source_without_docstring_and_types():
    assert repr(listing(sample)) == SAMPLE


def test_the_code_loses_its_comments_and_keeps_its_blanks():
    code = [row.code.get_text() for row in rows(listing(sample))]
    assert code == [
        "def sample(x, n=2, *, scale=1.0):",
        "    a = x[0] - 1",
        '    # Not beside a line, but one by itself: "# in a text" is none.',
        '    text, a[0] = "# no comment", scale',
        " ",
        "    return a * n + len(text)",
    ]


def test_a_comment_is_an_equation_beside_its_line_and_its_shape_stands_apart():
    beside = [row.select_one(".rnn-equation") for row in rows(listing(sample))]
    assert [equation is not None for equation in beside] == [False, True, False, True, False, False]
    assert str(beside[1]) == (
        '<span class="rnn-equation">a<sub>t</sub> = x<sub>t−1</sub> &lt; 1 '
        '<span class="rnn-shape">(H,)</span></span>'
    )
    assert beside[3].get_text().strip() == "(2, 3)"


def test_a_line_carries_the_names_that_it_assigns():
    assert [row.get("data-line") for row in rows(listing(sample))] == [None, "a", None, "text a", None, None]
    of_backward = {row.get("data-line") for row in rows(listing(rnn.backward))}
    assert {"dy_hat", "dh", "da", "da_next", "dW_hh", "dW_xh dW_hh db_h"} <= of_backward
    assert "dW_q" in {row.get("data-line") for row in rows(listing(self_attention.backward))}


def test_keywords_are_highlighted():
    (head, *_) = rows(listing(sample))
    assert head.select_one("span.k").get_text() == "def"


def test_a_part_begins_at_the_margin():
    assert repr(listing(sample, lines=(2, 2))) == SAMPLE.splitlines()[1].strip()
    part = listing(rnn.forward, lines=(8, 10))
    assert [row.code.get_text()[:2] for row in rows(part)] == ["fo", "  ", "  "]


@pytest.mark.parametrize("lines", [(0, 2), (3, 2), (1, 7)])
def test_lines_that_are_not_there_are_refused(lines):
    with pytest.raises(ValueError, match=r"lines: expected two line numbers from 1 to 6, in order, got \("):
        listing(sample, lines=lines)


@pytest.mark.parametrize("what", [math.sin, RNN, "forward"])
def test_what_is_no_function_written_in_python_is_refused(what):
    with pytest.raises(TypeError, match="function: expected a function written in Python, got "):
        listing(what)


def test_any_function_of_the_package_can_be_shown():
    assert repr(listing(RNN.forward)).startswith("def forward(self, x, ")


def test_the_page_has_the_style_sheet_and_a_notebook_brings_it(monkeypatch):
    assert "<style>" in listing(sample)._repr_html_()
    monkeypatch.setenv("UNROLLED_FRAMES", "1")
    assert "<style>" not in listing(sample)._repr_html_()


def test_a_program_is_shown_as_it_is_written():
    shown = program(whole_program)
    assert repr(shown) == inspect.getsource(whole_program).rstrip("\n")
    text = BeautifulSoup(shown._repr_html_(), "html.parser").select(".rnn-line")
    assert [line.get_text().split() for line in text] == [line.split() for line in repr(shown).split("\n")]


@pytest.mark.parametrize("given", ["rnn", math, rnn.forward])
def test_only_a_module_of_python_is_a_program(given):
    with pytest.raises(TypeError, match="module: expected a module written in Python, got"):
        program(given)
