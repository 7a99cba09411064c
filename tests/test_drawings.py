"""Every frame of every demo, and every figure: marks lie inside their axes, texts can be read."""

import re
from pathlib import Path

import numpy as np
import pytest
from browser import visit
from live_pages import follow_on_page, plan, write_page
from playwright.sync_api import Browser, Page
from test_pages import PAGES, PHONE

from rnnlib.explore.demos import every
from rnnlib.explore.live import Live

CHECKS = (Path(__file__).parent / "drawing_checks.js").read_text(encoding="utf-8")
LOOK = """() => {
    const [found, seen] = [[], new Set()];
    for (const [name, svg] of drawings.drawings()) {
        seen.add(name);
        const faults = [...drawings.outside(svg), ...drawings.covered(svg)];
        found.push(...faults.map((fault) => `${name}: ${fault}`));
    }
    return [seen.size, found];
}"""
ON_A_PHONE = """(checks) => [...drawings.drawings(true)].flatMap(([name, svg]) =>
    checks.flatMap((check) => drawings[check](svg)).map((fault) => `${name}: ${fault}`))"""
DRAWING = """<figure class="rnn-figure">
<svg viewBox="0 0 100 100" aria-label="A drawing." style="width:100px">
<defs><path id="m" d="M -3 -3 L 3 -3 L 3 3 L -3 3 z"/></defs>
<text x="20" y="30" style="font-size:12px">label</text>
{}<defs><clipPath id="c"><rect x="10" y="10" width="80" height="80"/></clipPath></defs></svg></figure>"""
GOOD = '<g clip-path="url(#c)"><use href="#m" x="70" y="70"/></g>'


def look(page: Page) -> tuple[int, list[str]]:
    page.evaluate(CHECKS)
    return page.evaluate(LOOK)


@pytest.mark.parametrize("name", [page for page in PAGES if re.match(r"chapters/\d", page)])
def test_the_drawings_of_a_chapter(browser: Browser, site: str, name: str) -> None:
    with visit(browser, f"{site}/{name}.html") as seen:
        number, found = look(seen.page)
    assert number > 1
    assert found == []


@pytest.mark.parametrize("name", [page for page in PAGES if page.startswith("chapters/")])
def test_on_a_phone_letters_are_large_enough_and_still_apart(browser: Browser, site: str, name: str) -> None:
    checks = ["small", *(["outside", "covered"] if name.startswith("chapters/0") else [])]
    with visit(browser, f"{site}/{name}.html", width=PHONE) as seen:
        seen.page.evaluate(CHECKS)
        assert seen.page.evaluate(ON_A_PHONE, checks) == []


@pytest.mark.parametrize("demo", every(), ids=lambda demo: demo.name)
def test_the_words_of_a_live_demo_stay_in_their_place(browser: Browser, tmp_path: Path, demo: Live) -> None:
    rng = np.random.default_rng(3)
    script = "name => drawings.outside(document.querySelector(`#demo-${name} svg`))"
    with visit(browser, write_page(tmp_path, [demo]).as_uri()) as seen:
        seen.page.evaluate(CHECKS)
        for _ in range(10):
            settings, ticks = plan(demo, rng, most_ticks=200)
            follow_on_page(seen.page, demo, settings, ticks)
            found = [fault for fault in seen.page.evaluate(script, demo.name) if "a text" in fault]
            assert found == [], (settings, ticks)


def test_small_letters_are_found(browser: Browser) -> None:
    with browser.new_page() as page:
        for size, said in ((10, ["letters of 10.0 px: label"]), (11, [])):
            page.set_content(DRAWING.format("").replace("12px", f"{size}px"))
            page.evaluate(CHECKS)
            assert page.evaluate("() => drawings.small(document.querySelector('svg'))") == said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('<g clip-path="url(#c)"><use href="#m" x="70" y="95"/></g>', "a mark lies outside its axes"),
        ('<g clip-path="url(#c)"><use href="#m" x="30" y="27"/></g>', "a mark lies on a text: label"),
        ('<use href="#m" x="30" y="27" style="fill:none;stroke:#000"/>', "a mark lies on a text: label"),
        ('<text x="25" y="33" style="font-size:12px">other</text>', "a text lies on a text: label / other"),
        ('<text x="80" y="60" style="font-size:12px">too long</text>', "a text leaves the drawing: too long"),
        ('<text x="50" y="60" style="font-size:12px">long text</text>', "a text passes its axes: long text"),
        ('<text x="50" y="5" style="font-size:12px">long title</text>', "a text passes its axes: long title"),
        ('<path d="M 10 26 L 90 26" style="fill:none;stroke:#000"/>', "a line crosses a text: label"),
    ],
)
def test_a_faulty_drawing_is_found(browser: Browser, wrong: str, said: str) -> None:
    with browser.new_page() as page:
        page.set_content(f"<!doctype html>{DRAWING.format(GOOD)}")
        assert look(page) == [1, []]
        page.set_content(f"<!doctype html>{DRAWING.format(wrong)}")
        assert any(said in fault for fault in look(page)[1])
