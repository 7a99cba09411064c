"""The sidebars on a narrow screen, where they open in dialogs: nothing hides what was asked for."""

from pathlib import Path

import pytest
from browser import visit
from playwright.sync_api import Browser, expect
from test_pages import PHONE

FOCUSED = "() => document.activeElement.className"


@pytest.mark.parametrize("side", ["primary", "secondary"])
def test_closed_by_a_key_the_button_has_the_focus_again(browser: Browser, built: Path, side: str) -> None:
    with visit(browser, (built / "chapters" / "10_clipping.html").as_uri()) as seen:
        seen.page.set_viewport_size({"width": PHONE, "height": 844})
        dialog = seen.page.locator(f"#pst-{side}-sidebar-modal")
        seen.page.locator(f".{side}-toggle").focus()
        seen.page.keyboard.press("Enter")
        expect(dialog).to_be_visible()
        assert f"{side}-toggle" not in seen.page.evaluate(FOCUSED)
        seen.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        assert f"{side}-toggle" in seen.page.evaluate(FOCUSED)


def test_a_link_to_a_section_closes_the_contents(browser: Browser, built: Path) -> None:
    with visit(browser, (built / "chapters" / "10_clipping.html").as_uri()) as seen:
        seen.page.set_viewport_size({"width": PHONE, "height": 844})
        for number in (2, 5):  # it opens again, as whole as before
            seen.page.locator(".secondary-toggle").click()
            link = seen.page.locator("#pst-secondary-sidebar-modal a:visible").nth(number)
            place = link.get_attribute("href")
            link.click()
            expect(seen.page.locator("#pst-secondary-sidebar-modal")).to_be_hidden()
            assert seen.page.url.endswith(place)
            expect(seen.page.locator(place)).to_be_in_viewport()


def test_nothing_lies_over_what_is_typed_into_the_search(browser: Browser, built: Path) -> None:
    with visit(browser, (built / "search.html").as_uri() + "?q=clipping") as seen:
        seen.page.set_viewport_size({"width": PHONE, "height": 844})
        form = seen.page.locator("form.bd-search:visible").first
        glass, field = form.locator("svg").bounding_box(), form.locator("input")
        padding = field.evaluate("(input) => parseFloat(getComputedStyle(input).paddingLeft)")
        assert field.bounding_box()["x"] + padding > glass["x"] + glass["width"] + 2
