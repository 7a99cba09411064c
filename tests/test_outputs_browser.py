"""Listings and tables in Chromium: where the equations stand, and what scrolls on a phone."""

from pathlib import Path

import pytest
from browser import visit

import rnnlib
from rnnlib import RNN
from rnnlib.listing import listing
from rnnlib.scratch import rnn, self_attention
from rnnlib.tables import table

ROOT = Path(rnnlib.__file__).parents[1]
LISTINGS = (ROOT / "rnnlib" / "static" / "outputs.css").read_text(encoding="utf-8")
SHEETS = (ROOT / "chapters" / "_static" / "custom.css").read_text(encoding="utf-8") + LISTINGS
WIDE = table(["", *(f"a long header {i}" for i in range(8))], [["by hand", *[0.1] * 8]])
WORDY = table(
    ["broken", "first gradient off by", "validation RMSE at the end"], [["h[t] for h[t − 1]", 0.5, 27.1]]
)
# What a listing shows: for each line with an equation, does it stand beside its code, below it, or elsewhere?
PLACES = """() => [...document.querySelectorAll(".rnn-equation")].map((equation) => {
    const code = equation.previousElementSibling;
    const [a, b] = [code, equation].map((part) => part.getBoundingClientRect());
    if (b.left >= a.right && b.top < a.bottom && b.bottom > a.top) return "beside";
    return b.top >= a.bottom - 2 ? "below" : "elsewhere";
})"""
SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll(".rnn-listing, .rnn-table")].map(
    (box) => box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX)"""


@pytest.fixture
def shown(browser, tmp_path):
    def show(output, width):
        page = tmp_path / "page.html"
        sheet = f"<style>{SHEETS}</style>"
        page.write_text(f"<!doctype html><meta charset=utf-8>{sheet}<body>{output._repr_html_()}", "utf-8")
        return visit(browser, page.as_uri(), width=width)

    return show


@pytest.mark.parametrize(("width", "place"), [(720, "beside"), (390, "below")])
def test_equations_stand_beside_their_lines_or_on_a_phone_below(shown, width, place):
    with shown(listing(rnn.backward), width) as seen:
        assert set(seen.page.evaluate(PLACES)) == {place}


def test_the_equation_of_a_line_that_is_too_long_stands_below_it(shown):
    with shown(listing(self_attention.backward), 720) as seen:
        assert set(seen.page.evaluate(PLACES)) == {"beside", "below"}


@pytest.mark.parametrize("output", [listing(rnn.backward), WIDE])
def test_on_a_phone_the_output_scrolls_and_not_the_page(shown, output):
    with shown(output, 390) as seen:
        assert seen.page.evaluate(SIDEWAYS) == [False, "auto"]


@pytest.mark.parametrize(("width", "lines"), [(390, 2), (720, 1)])
def test_on_a_phone_long_headers_break_and_no_column_is_cut(shown, width, lines):
    with shown(WORDY, width) as seen:
        assert seen.page.evaluate(SIDEWAYS) == [False, False]
        height = seen.page.evaluate("document.querySelectorAll('.rnn-table thead th')[2].clientHeight")
        row = seen.page.evaluate("document.querySelector('.rnn-table tbody th').clientHeight")
        assert (height > 1.5 * row) == (lines > 1)


def test_an_equation_stays_in_sight_while_the_code_scrolls(shown):
    with shown(listing(rnn.backward), 390) as seen:
        seen.page.evaluate("document.querySelector('.rnn-listing').scrollLeft = 150")
        assert (
            min(
                box["x"]
                for box in map(lambda e: e.bounding_box(), seen.page.query_selector_all(".rnn-equation"))
            )
            >= 0
        )


@pytest.mark.parametrize("output", [listing(RNN.forward), WIDE])
def test_on_paper_nothing_is_cut(shown, output):
    with shown(output, 640) as seen:
        assert seen.page.evaluate(SIDEWAYS) == [False, "auto"]
        seen.page.emulate_media(media="print")
        assert seen.page.evaluate(SIDEWAYS) == [False, False]


def test_in_jupyterlab_no_line_of_code_has_a_background_of_its_own(shown):
    theirs = (
        ".jp-ThemedContainer .jp-RenderedHTMLCommon :not(pre) > code { background: #eee; padding: 1px 5px; }"
    )
    with shown(listing(rnn.forward), 720) as seen:
        seen.page.add_style_tag(content=theirs)
        seen.page.evaluate("document.documentElement.className = 'jp-ThemedContainer'")
        seen.page.evaluate("document.body.className = 'jp-RenderedHTMLCommon'")
        look = """() => [...document.querySelectorAll(".rnn-line code")].map((code) => {
            const { backgroundColor, padding } = getComputedStyle(code);
            return `${backgroundColor} ${padding}`; })"""
        assert set(seen.page.evaluate(look)) == {"rgba(0, 0, 0, 0) 0px"}


def test_a_notebook_shows_all_tables_alike_for_a_listing_brings_no_rule_for_them():
    assert "<style>" in listing(rnn.forward)._repr_html_()
    assert "table" not in LISTINGS
    assert ".rnn-table" in SHEETS


def test_what_is_copied_is_code_without_the_equations(shown):
    with shown(listing(rnn.forward), 720) as seen:
        seen.page.evaluate("getSelection().selectAllChildren(document.querySelector('.rnn-listing'))")
        copied = seen.page.evaluate("getSelection().toString()")
    assert "h[t] = np.tanh(a)" in copied
    assert "tanh(at" not in copied
