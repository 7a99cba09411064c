"""The search of the built book, on a server and on the disk: a query leads to the section that answers it."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import Visit, visit
from playwright.sync_api import Browser

RAW = re.compile(r"\\[a-zA-Z(\[]|[_^]\{|\$")


def look_up(seen: Visit, query: str) -> list[tuple[str, str]]:
    """Return address and text of each hit."""
    seen.page.goto(f"{seen.page.url.split('?')[0]}?q={quote(query)}")
    seen.page.wait_for_selector("[role=status]")
    hits = seen.page.locator("#search-results li").all()
    return [(hit.locator("a").get_attribute("href") or "", hit.inner_text()) for hit in hits]


def sections(built: Path) -> list[dict[str, str]]:
    script = (built / "sections.js").read_text(encoding="utf-8")
    return json.loads(script.removeprefix("window.SECTIONS = ").removesuffix(";\n"))


@pytest.fixture(params=["server", "disk"])
def search_page(request: pytest.FixtureRequest, built: Path, site: str) -> str:
    return f"{site}/search.html" if request.param == "server" else (built / "search.html").as_uri()


# Query, and where its first hit lies.
ANSWERS = {
    "W_hh": "chapters/appendix/notation.html#parameters",
    "W_{hh}": "chapters/appendix/notation.html#parameters",
    "η": "chapters/appendix/notation.html#training",
    "momentum": "chapters/07_training.html#momentum",
    "softmax overflow": "chapters/03_loss.html#a-softmax-that-does-not-overflow",
    "log-sum-exp": "chapters/03_loss.html#a-softmax-that-does-not-overflow",
    "temperature": "chapters/08_language_model.html#temperature",
    "mask": "chapters/03_loss.html#masks-steps-that-are-not-there",
    "sunspot record": "chapters/07_training.html#a-real-record",
}


def test_a_query_leads_to_its_section(browser: Browser, search_page: str) -> None:
    with visit(browser, search_page) as seen:
        assert {query: look_up(seen, query)[0][0] for query in ANSWERS} == ANSWERS
        assert (seen.errors, seen.foreign) == ([], [])


def test_clipping_leads_to_text_about_clipping(browser: Browser, search_page: str) -> None:
    with visit(browser, search_page) as seen:
        hits = look_up(seen, "clipping")
        assert any(address.startswith("chapters/10_clipping.html") for address, _ in hits[:3])
        assert all(re.search("clip", text, re.IGNORECASE) for _, text in hits), "no hit in hidden code"
        seen.page.locator("#search-results a").first.click()
        seen.page.wait_for_url("**/*.html#*")
        place = seen.page.evaluate("decodeURIComponent(location.hash.slice(1))")
        assert place
        seen.page.wait_for_function(
            "place => Math.abs(document.getElementById(place).getBoundingClientRect().y - 100) < 100",
            arg=place,
        )  # after a smooth way down, while formulas above are still being set


def test_snippets_are_plain_text_with_the_word_marked(browser: Browser, search_page: str) -> None:
    with visit(browser, search_page) as seen:
        for query in ("gradient", "W_hh", "softmax", "state"):
            hits = look_up(seen, query)
            assert len(hits) > 3
            assert [text for _, text in hits if RAW.search(text)] == []
        assert seen.page.locator("#search-results mark").count() > 3


def test_a_search_without_a_hit_says_what_is_there(browser: Browser, search_page: str) -> None:
    with visit(browser, search_page) as seen:
        assert look_up(seen, "bassoons of Klingon") == []
        assert "Nothing in the book speaks of" in seen.page.locator("#search-results").inner_text()
        front = seen.page.locator("#search-results a").get_attribute("href")
        assert front == "chapters/intro.html"
        hits = look_up(seen, "momentum of Klingon")
        assert hits
        assert "These have a part of it" in seen.page.locator("[role=status]").inner_text()


def test_the_field_of_every_page_leads_to_the_search(browser: Browser, built: Path) -> None:
    with visit(browser, (built / "chapters" / "03_loss.html").as_uri()) as seen:
        seen.page.keyboard.press("Control+k")
        seen.page.locator("#pst-search-dialog input").fill("momentum")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_selector("#search-results li")
        assert seen.errors == []


def test_every_section_can_be_found_and_no_folded_code(built: Path) -> None:
    found = sections(built)
    assert len({section["address"] for section in found}) == len(found) > 100
    assert [section["address"] for section in found if not section["title"]] == []
    assert [section["address"] for section in found if RAW.search(section["text"])] == []
    assert not any(
        "figures.describe" in section["text"] or "set_title" in section["code"] for section in found
    )
