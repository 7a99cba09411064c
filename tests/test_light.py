"""What a page's first view weighs, and that it waits for no script, icon font or other host."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2
from browser import FRAMES, visit
from light import CODE, MEASURED, THEME_AT_ONCE, drawn, names, uncoloured, unmeasured, unwrapped, wanted
from pages import CHAPTER, LANDING, page_names, serve_compressed
from playwright.sync_api import Browser, Page, expect
from sphinx.errors import ExtensionError
from test_pages import PAGES, PHONE

ICON = re.compile(r'<(i|span) class="([^"]*\bfa-[^"]*)"([^>]*)></\1>')
BLOCKING = """() => performance.getEntriesByType("resource")
    .filter((one) => one.renderBlockingStatus === "blocking")
    .map((one) => one.name.split("/").pop().split("?")[0])"""
ICONS = """() => [...document.querySelectorAll(".svg-inline--fa")].filter((icon) => icon.checkVisibility())
    .filter((icon) => { const box = icon.getBoundingClientRect(); return box.width < 6 || box.height < 8; })
    .map((icon) => icon.getAttribute("class"))"""
STYLE = "a{x:1} .here{x:2} .gone{x:3} .here .gone,.here:not(.gone){x:4} @media print{.gone{x:5}} #gone{x:6}"
MOST_BOXES = 1900  # boxes of a page that has been opened; a chapter has up to 20,000


def first_view(page: Page, address: str) -> dict[str, int]:
    """Open a page and return how many bytes each of its files took on the way."""
    taken: dict[str, int] = {}

    def count(request) -> None:
        if not request.url.startswith("data:"):
            taken[request.url.split("?")[0]] = request.sizes()["responseBodySize"]

    page.on("requestfinished", count)
    page.goto(address, wait_until="networkidle")
    return taken


def laid_out(page: Page) -> float:
    """Return how many boxes the browser has made so far: a phone is busy with them before it can be used."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    counts = session.send("Performance.getMetrics")["metrics"]
    return next(count["value"] for count in counts if count["name"] == "LayoutObjects")


@pytest.mark.parametrize("name", PAGES)
def test_the_first_view_is_light_and_waits_for_one_style_sheet(
    browser: Browser, built: Path, name: str
) -> None:
    size = {"width": PHONE, "height": 844}
    with serve_compressed(built) as url, browser.new_page(viewport=size) as page:
        taken = first_view(page, f"{url}/{name}.html")
        assert page.evaluate(BLOCKING) == ["unrolled.css"]
        assert page.evaluate(ICONS) == []
        assert laid_out(page) <= MOST_BOXES
    assert [address for address in taken if not address.startswith(url)] == []
    assert [
        address for address in taken if re.search("(?i)mathjax|fontawesome|fa-solid|bootstrap", address)
    ] == []
    assert 20_000 < sum(taken.values()) < 1000 * (LANDING if name == PAGES[0] else CHAPTER), taken


def test_what_is_large_or_blocks_is_found(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<!doctype html><script src='big.js'></script><p>x</p>")
    (tmp_path / "big.js").write_bytes(b"/*" + bytes(range(256)).hex().encode() * 99 + b"*/")
    with serve_compressed(tmp_path) as url, browser.new_page() as page:
        taken = first_view(page, f"{url}/page.html")
        assert page.evaluate(BLOCKING) == ["big.js"]
    assert 500 < taken[f"{url}/big.js"] < 20_000  # compressed


@pytest.mark.parametrize(("inside", "found"), [("<p>x</p>", False), ("<select><option>a</select>", True)])
def test_what_is_laid_out_though_it_is_far_down_is_found(browser: Browser, inside: str, found: bool) -> None:
    words = "<p>word</p>" * MOST_BOXES
    with browser.new_page() as page:
        page.set_content(
            f'<p style="height: 9000px"><section style="content-visibility: auto">{words}{inside}</section>'
        )
        assert (laid_out(page) > MOST_BOXES) == found


def test_a_control_keeps_its_name_and_its_icon(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{PAGES[0]}.html") as seen:
        buttons = seen.page.locator("header button:visible, .bd-header-article button:visible").all()
        assert len(buttons) > 3
        for button in buttons:
            assert button.locator("svg:visible").count() == 1
            named = [button.get_attribute(name) for name in ("aria-label", "data-bs-title", "title")]
            assert any(named) or button.inner_text().strip()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_a_menu_opens_below_its_button_without_a_script(
    browser: Browser, built: Path, width: int, scripts: bool
) -> None:
    size = {"width": width, "height": 844}
    with browser.new_page(viewport=size, java_script_enabled=scripts) as page:
        page.goto((built / f"{LONG}.html").as_uri())
        for name in ("Launch interactive content", "Download this page"):
            button = page.get_by_role("button", name=name)
            menu = page.locator(f"#{button.get_attribute('popovertarget')}")
            expect(menu).not_to_be_visible()
            button.focus()
            page.keyboard.press("Enter")
            expect(menu.locator(".dropdown-item").first).to_be_in_viewport(ratio=1)
            above, below = button.bounding_box(), menu.bounding_box()
            assert 0 <= below["y"] - above["y"] - above["height"] < 20
            assert abs(below["x"] + below["width"] - above["x"] - above["width"]) < 130
            page.keyboard.press("Escape")
            expect(menu).not_to_be_visible()


def test_the_pages_are_those_that_are_measured() -> None:
    assert page_names() == PAGES


def test_rules_that_no_page_uses_are_left_out() -> None:
    rules = tinycss2.parse_stylesheet(STYLE, skip_comments=True, skip_whitespace=True)
    assert wanted(rules, {"here"}).split("\n") == ["a{x:1}", ".here{x:2}", ".here:not(.gone){x:4}"]
    assert wanted(rules, {"here", "gone"}).count("x:") == 6
    page = '<!DOCTYPE html><p class="here" id="top">gone<script>add("made")</script>'
    assert names([page, "const later = 1;"]) >= {"here", "top", "made", "later"}
    assert "gone" not in names([page])


def test_words_of_code_that_look_like_all_code_are_no_elements(built: Path) -> None:
    colours = {"light": ("black", "black", "red", "black"), "dark": ("white", "white", "red", "gold")}
    css = "".join(
        f'html[data-theme="{theme}"] .highlight {{ background: x; color: {own} }}\n'
        f'html[data-theme="{theme}"] .highlight .n {{ color: {name} }} /* Name */\n'
        f'html[data-theme="{theme}"] .highlight .k {{ color: {keyword} }}\n'
        f'html[data-theme="{theme}"] .highlight .p {{ color: {sign} }}\n'
        for theme, (own, name, keyword, sign) in colours.items()
    )
    assert uncoloured(css) == {"n"}  # p is gold in the dark
    code = '<span></span><span class="n">a</span><span class="p">(</span><span class="k">if</span>'
    assert unwrapped(code, {"n"}) == 'a<span class="p">(</span><span class="k">if</span>'

    plain = uncoloured((built / "_static" / "pygments.css").read_text(encoding="utf-8"))
    assert {"n", "p", "w"} <= plain
    pages = [path.read_text(encoding="utf-8") for path in sorted((built / "chapters").glob("*.html"))]
    listings = [listing for html in pages for listing in CODE.findall(html)]
    assert len(listings) > 200
    assert [one for one in listings if unwrapped(one, plain) != one] == []


def test_an_icon_without_a_drawing_stops_the_build() -> None:
    icon = ICON.fullmatch('<i class="fas fa-sun" data-mode="light"></i>')
    assert drawn(icon).startswith(
        '<svg class="svg-inline--fa fas fa-sun" data-mode="light" aria-hidden="true"'
    )
    with pytest.raises(ExtensionError, match="no drawing for the icon 'fas fa-nosuch'"):
        drawn(ICON.fullmatch('<i class="fas fa-nosuch"></i>'))


# --- a long page opens at once

LAID_OUT = """() => [...document.querySelectorAll(".bd-article > section > section > h2")]
    .map((heading) => heading.checkVisibility({ contentVisibilityAuto: true }))"""
INSIDE = """() => [...document.querySelectorAll(".bd-article > section > section")]
    .filter((section) => section.querySelector("h2").checkVisibility({ contentVisibilityAuto: true }))
    .flatMap((section) => [...section.querySelectorAll(":scope > * > :first-child")])
    .map((node) => node.checkVisibility({ contentVisibilityAuto: true }))"""
BEGUN = """() => [...document.querySelectorAll(".rnn-demo:has(.rnn-controls)")]
    .map((root) => !root.querySelector(".rnn-controls > template"))"""
TOP = """() => [...document.querySelectorAll("h2")].map((heading) => [heading.textContent, heading])
    .filter(([, heading]) => heading.checkVisibility({ contentVisibilityAuto: true }))
    .map(([text, heading]) => [text, Math.round(heading.getBoundingClientRect().top)])"""
LONG = "chapters/05_backpropagation_through_time"


@pytest.fixture
def phone(browser: Browser, built: Path) -> Iterator[Page]:
    with browser.new_page(viewport={"width": PHONE, "height": 844}) as page:
        page.goto((built / f"{LONG}.html").as_uri())
        yield page


def test_what_is_far_down_waits_until_it_comes_near(phone: Page) -> None:
    laid_out, begun = phone.evaluate(LAID_OUT), phone.evaluate(BEGUN)
    assert laid_out[0]
    assert not any(laid_out[4:])
    inside = phone.evaluate(INSIDE)  # a section that begins below the screen, far longer than it
    assert inside.count(False) > inside.count(True)
    assert len(begun) >= 4
    assert not begun[-1]
    phone.locator(".rnn-demo").last.scroll_into_view_if_needed()
    phone.wait_for_function(f"() => ({BEGUN})().at(-1)")


def test_everything_begins_at_the_first_key(phone: Page) -> None:
    assert not all(phone.evaluate(BEGUN))
    phone.keyboard.press("Tab")
    assert all(phone.evaluate(BEGUN))


def test_a_link_begins_its_demo(browser: Browser, built: Path) -> None:
    with browser.new_page(viewport={"width": PHONE, "height": 844}) as page:
        page.goto(f"{(built / f'{LONG}.html').as_uri()}#painted-gradient:text=sun")
        field = page.locator("#demo-painted-gradient [name=text]")
        expect(field).to_have_value("sun")
        expect(field).to_be_in_viewport()


@pytest.mark.parametrize("name", ["every-index", "step-2-the-readout", "what-it-costs"])
@pytest.mark.parametrize("way", ["a link of the page", "an address", "an edited address"])
def test_a_place_that_is_asked_for_is_found(browser: Browser, built: Path, way: str, name: str) -> None:
    address = (built / f"{LONG}.html").as_uri()
    with browser.new_page(viewport={"width": PHONE, "height": 844}) as page:
        page.goto(f"{address}#{name}" if way == "an address" else address)
        if way == "a link of the page":
            page.evaluate(f"""document.querySelector(".page-toc a[href='#{name}']").click()""")
        elif way == "an edited address":
            page.evaluate(f"location.hash = '{name}'")
        # 64 px from the top, below the bar; the theme scrolls smoothly
        place = f"document.getElementById('{name}').getBoundingClientRect().top"
        page.wait_for_function(f"() => Math.abs({place} - 64) < 8")


def test_the_list_of_sections_marks_the_one_that_is_read(browser: Browser, built: Path) -> None:
    with browser.new_page(viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{(built / f'{LONG}.html').as_uri()}#every-index")
        expect(page.locator(".page-toc .active")).to_have_text(["Every index"])
        page.evaluate("document.getElementById('the-listing').scrollIntoView({ behavior: 'instant' })")
        expect(page.locator(".page-toc .active")).to_have_text(["The listing"])


def test_a_page_that_is_loaded_again_shows_the_same_place(phone: Page) -> None:
    for _ in range(12):
        phone.mouse.wheel(0, 1500)
        phone.evaluate(FRAMES, 2)
    place, seen = phone.evaluate("scrollY"), phone.evaluate(TOP)
    assert place > 5000
    phone.reload()
    phone.wait_for_function("place => Math.abs(scrollY - place) < 100", arg=place)
    phone.wait_for_function(f"seen => ({TOP})().some(([text]) => text === seen)", arg=seen[0][0])


def test_the_theme_is_known_before_the_first_paint(built: Path) -> None:
    head, _ = (built / f"{LONG}.html").read_text(encoding="utf-8").split("</head>")
    assert THEME_AT_ONCE in head


def test_another_script_of_the_theme_is_found() -> None:
    script = f"look({MEASURED})"
    assert unmeasured(script) == unmeasured(unmeasured(script)) != script
    assert len(unmeasured(script)) == len(script)
    with pytest.raises(ExtensionError, match="MEASURED"):
        unmeasured("look('pre')")
