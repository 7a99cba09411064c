"""The pages on paper, printed from a dark screen: light, whole, and without what only a screen can use."""

import pytest
from browser import Visit, visit
from playwright.sync_api import Browser, Page
from test_pages import LEAST_CONTRAST, PAGES, complaints

# What a reader would miss, and what would be in the way. The controls of a demo are of no use on paper.
MISSING = """() => [...document.querySelectorAll("article details:not(.rnn-fold)")]
    .flatMap((fold) => [...fold.children])
    .filter((part) => part.localName !== "summary" && part.textContent.trim())
    .filter((part) => !part.checkVisibility() || part.getBoundingClientRect().height < 5)
    .map((part) => part.textContent.trim().slice(0, 60))"""
IN_THE_WAY = """() => [...document.querySelectorAll(`nav, input, select,
    button:not(.rnn-question li button, .rnn-term, .rnn-board td button),
    .headerlink, .prev-next-footer, .bd-sidebar-primary, .bd-sidebar-secondary, .bd-header,
    details.hide > summary`)]
    .filter((part) => part.checkVisibility() && part.getBoundingClientRect().height > 0)
    .map((part) => part.outerHTML.slice(0, 80))"""
HELD = "article pre, article figure, article table, article div.math"
SPLIT = """(held) => [...document.querySelectorAll(held)]
    .filter((part) => part.checkVisibility() && getComputedStyle(part).breakInside !== "avoid")
    .filter((part) => !part.closest(".rnn-board")) // longer than a page: its rows are held, one by one
    .map((part) => part.outerHTML.slice(0, 80))"""
CUT_OFF = """(held) => [...document.querySelectorAll(held)]
    .filter((part) => part.checkVisibility() && part.clientWidth && part.scrollWidth > part.clientWidth + 1)
    .filter((part) => part.getBoundingClientRect().left + part.scrollWidth > innerWidth)
    .map((part) => part.outerHTML.slice(0, 80))"""
GROUNDS = """(held) => [...document.querySelectorAll(held)]
    .map((part) => getComputedStyle(part).backgroundColor.match(/[\\d.]+/g).map(Number))"""
A4 = 794 - 121  # px between the margins


def to_paper(seen: Visit) -> Page:
    seen.page.set_viewport_size({"width": A4, "height": 1000})
    seen.page.emulate_media(media="print", color_scheme="dark")
    seen.page.wait_for_function("document.documentElement.dataset.theme === 'light'")
    return seen.page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_printed_from_a_dark_screen_is_light_and_whole(browser: Browser, site: str, name: str) -> None:
    with visit(browser, f"{site}/{name}.html", theme="dark") as seen:
        page = to_paper(seen)
        found = {
            "missing": page.evaluate(MISSING),
            "in the way": page.evaluate(IN_THE_WAY),
            "split": page.evaluate(SPLIT, HELD),
            "cut off": page.evaluate(CUT_OFF, HELD),
            "contrast": complaints(page, "contrast", LEAST_CONTRAST),
        }
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"
        grounds = page.evaluate(GROUNDS, HELD)
        page.emulate_media(media="screen", color_scheme="dark")
        page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
        assert (seen.errors, seen.foreign) == ([], [])
    assert {what: said for what, said in found.items() if said} == {}
    assert [ground for ground in grounds if min(ground[:3]) < 200 and ground[3:] != [0]] == []


def test_printing_itself_turns_the_page_light_and_back(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/03_loss.html", theme="dark") as seen:
        seen.page.evaluate(
            """() => { window.printed = []; matchMedia("print").addEventListener("change", () =>
            printed.push(getComputedStyle(document.querySelector("article p")).color)); }"""
        )
        on_screen = seen.page.evaluate("getComputedStyle(document.querySelector('article p')).color")
        assert len(seen.page.pdf(format="A4")) > 50_000
        on_paper, after = seen.page.evaluate("printed")
        assert on_paper != on_screen == after


def test_a_demo_on_paper_is_its_default_frame_with_its_caption(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/03_loss.html", theme="dark") as seen:
        page = to_paper(seen)
        demo = page.locator("#demo-softmax-loss")
        assert demo.locator("svg").is_visible()
        assert demo.locator("figcaption").is_visible()
        assert not demo.locator(".rnn-controls").is_visible()
        ink = page.evaluate("getComputedStyle(document.querySelector('#demo-softmax-loss svg text')).fill")
        assert sum(int(part) for part in ink.removeprefix("rgb(").removesuffix(")").split(",")) < 300
