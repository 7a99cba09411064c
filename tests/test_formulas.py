"""Formulas are set when the book is built: a page holds them, for the eye and in MathML, without a script."""

import hashlib
import re
from pathlib import Path

import pytest
import sphinxcontrib.katex as katex
from browser import serve, visit
from bs4 import BeautifulSoup
from playwright.sync_api import Browser
from test_pages import PAGES, PHONE

VENDOR = Path(__file__).parent.parent / "chapters" / "_static" / "vendor" / "katex"
STYLE_SHA256 = "19095127357ed6d29fe0a63a6b000c913a89f7f1963b765dd3715e97c9852e75"
ALONE = """() => [...document.querySelectorAll(".joined")].filter((joined) => {
    const last = joined.lastChild.nodeType === Node.TEXT_NODE ? joined.lastChild : null;
    if (!last || !joined.checkVisibility()) return false;
    const range = document.createRange();
    range.selectNode(last);
    const formula = [...joined.querySelectorAll(".base")].at(-1).getBoundingClientRect();
    return range.getBoundingClientRect().left < formula.left;
}).length"""


def unset(html: str) -> list[str]:
    """Formulas of a page that are not there both for the eye and in MathML, and bare TeX in tables."""
    page = BeautifulSoup(html, "html.parser")
    wanted = (".katex-html", "math annotation")
    missing = [str(f)[:80] for f in page.select(".math") if not all(f.select_one(part) for part in wanted)]
    return missing + re.findall(r"\\\(.*?\\\)", " ".join(table.text for table in page.select("table")))


@pytest.mark.parametrize("name", PAGES)
def test_every_formula_stands_in_the_page(built: Path, name: str) -> None:
    html = (built / f"{name}.html").read_text(encoding="utf-8")
    assert unset(html) == []
    assert 'src="https:' not in html
    assert "MathJax" not in html


def test_a_formula_that_is_not_set_is_found() -> None:
    good = '<i class="math"><b class="katex-html">h</b><math><annotation>h</annotation></math></i>'
    assert unset(good) == []
    assert unset(r'<i class="math">\(h\)</i>') != []
    assert unset(good.replace("annotation", "mi")) != []
    assert unset(r"<table><td>\(h\)</td></table>") == [r"\(h\)"]


def test_formulas_are_seen_without_scripts(browser: Browser, built: Path) -> None:
    with serve(built) as url, browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        fonts: list[str] = []
        page.on("request", lambda request: fonts.append(request.url) if ".woff2" in request.url else None)
        page.goto(f"{url}/chapters/04_bptt_by_hand.html")
        shown = page.locator("section > p .katex-html, section > div.math .katex-html")
        sizes = [formula.bounding_box() for formula in shown.all()[:20]]
        assert len(sizes) == 20
        assert [size for size in sizes if not size or size["height"] < 8] == []
        assert any("KaTeX_Math-Italic" in font for font in fonts)


def test_style_sheet_and_fonts_are_those_of_the_katex_that_sets_the_formulas() -> None:
    style = (VENDOR / "katex.min.css").read_bytes()
    assert f'"{katex.katex_version}"'.encode() in style
    assert hashlib.sha256(style).hexdigest() == STYLE_SHA256
    wanted = set(re.findall(rb"url\(fonts/([\w-]+\.woff2)\)", style))
    assert {font.decode() for font in wanted} == {path.name for path in (VENDOR / "fonts").iterdir()}
    assert "MIT License" in (VENDOR / "LICENSE.txt").read_text()


def test_no_stop_stands_alone_on_a_line(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/05_backpropagation_through_time.html", width=PHONE) as seen:
        assert seen.page.locator(".joined").count() > 20
        assert seen.page.evaluate(ALONE) == 0
        seen.page.add_style_tag(content=".joined { white-space: normal !important; }")
        assert seen.page.evaluate(ALONE) > 0
