"""The pages as axe-core judges them: WCAG 2.2 A and AA, best practice, at both widths and in both themes."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import FRAMES, visit
from playwright.sync_api import Browser, Page, TimeoutError
from test_pages import PAGES, PHONE, complaints

# Rules that axe-core leaves out by default, being experiments, or new in WCAG 2.2.
MORE_RULES = [
    "label-content-name-mismatch",
    "td-has-header",
    "table-fake-caption",
    "p-as-heading",
    "target-size",
]
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {rule: {"enabled": True} for rule in MORE_RULES},
    "resultTypes": ["violations"],
    "iframes": False,
}
# Three quarters of a page's elements are coloured letters of code and pieces of formulas. test_pages.py
# measures their contrast; here each box is left as wide as it was, and holds one plain text.
THIN_OUT = """() => {
    for (const code of document.querySelectorAll("pre")) code.textContent = code.textContent;
    for (const formula of document.querySelectorAll(".katex-html")) {
        const { width, height } = formula.getBoundingClientRect();
        formula.style.cssText = `display: inline-block; width: ${width}px; height: ${height}px`;
        formula.replaceChildren();
    }
}"""


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['html'][:90]}" for rule in found for node in rule["nodes"]]


def views(page: Page) -> Iterator[str]:
    """Show the page at both widths and in both themes, its folds open; yields the name of each view."""
    for width in (1280, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.wait_for_function(f"document.documentElement.dataset.theme === '{theme}'")
            page.evaluate(FRAMES, 2)  # by then the boxes are measured anew
            yield f"{theme}, {width} px"


@pytest.mark.parametrize("name", [*PAGES, "search"])
def test_axe_finds_nothing(browser: Browser, site: str, name: str) -> None:
    with visit(browser, f"{site}/{name}.html{'?q=gradient' if name == 'search' else ''}") as seen:
        closed = violations(seen.page) if name in PAGES[:1] else []
        complaints(seen.page, "overflow")  # opens the folds
        seen.page.evaluate(THIN_OUT)
        found = {view: violations(seen.page) for view in views(seen.page)} | {"closed": closed}
    assert {view: said for view, said in found.items() if said} == {}


@pytest.mark.parametrize("name", PAGES)
def test_what_is_wider_than_a_phone_scrolls_with_the_keyboard(browser: Browser, site: str, name: str) -> None:
    with visit(browser, f"{site}/{name}.html", width=PHONE) as seen:
        complaints(seen.page, "overflow")  # opens the folds, whose boxes are looked at once they are laid out
        with suppress(TimeoutError):
            seen.page.wait_for_function("() => !checks.boxes().length", timeout=10_000)
        assert complaints(seen.page, "boxes") == []
        boxes = seen.page.locator("[data-more~=right]:visible").element_handles()
        if name == "exercises/03_bptt":
            assert len(boxes) > 3
        for box in boxes:
            box.focus()
            seen.page.keyboard.press("ArrowRight")
            moved = box.evaluate(
                """async (box) => {
                const end = Date.now() + 10000;
                const moved = () => box.scrollLeft > 0 && box.dataset.more.includes("left");
                while (!moved() && Date.now() < end) await new Promise((wait) => setTimeout(wait, 20));
                return moved();
                }"""
            )
            assert moved, box.inner_text()[:40]


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("label-content-name-mismatch", '<button aria-label="Search">Search Ctrl+K</button>'),
        ("aria-required-children", '<div role="list"><div role="doc-biblioentry">Werbos</div></div>'),
        ("empty-table-header", "<table><tr><th></th><th>a</th></tr><tr><td>1</td><td>2</td></tr></table>"),
    ],
)
def test_axe_finds_what_is_wrong(browser: Browser, rule: str, wrong: str) -> None:
    with browser.new_page() as page:
        page.set_content(f'<!doctype html><html lang="en"><title>t</title><main><h1>h</h1>{wrong}</main>')
        assert any(said.startswith(rule) for said in violations(page))
