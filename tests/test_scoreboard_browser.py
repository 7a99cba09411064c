"""The scoreboard in a browser: filtered, sorted, opened by key and touch, linked to, printed, on a phone."""

import re
from pathlib import Path

import pytest
from browser import FRAMES, visit
from playwright.sync_api import Browser, Page, expect
from test_accessibility import violations
from test_pages import LEAST_CONTRAST, PHONE, complaints
from test_scoreboard_table import runs

from rnnlib.data import scoreboard, scoreboard_texts, scoreboard_told
from rnnlib.data.scoreboard import FIXES, PROBLEMS, SENSELESS, slug
from rnnlib.explore.scoreboard import static, table

WORDS = {(problem, fix): scoreboard.word(problem, fix) for problem in PROBLEMS for fix in FIXES}
SHELL = """<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8">
<title>Board</title><meta name="viewport" content="width=device-width"><style>
html {{ background: var(--rnn-paper); color: {ink}; color-scheme: {theme} }}
body {{ margin: 0 auto; max-width: 46rem; font-family: sans-serif }}
</style></head><body><main><h1>Board</h1>
<p style="height: 1500px">Far above.</p>{body}</main></body></html>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("board")
    for theme, ink in (("light", "#202020"), ("dark", "#e8e8e8")):
        page = SHELL.format(theme=theme, ink=ink, body=table()._repr_html_())
        (folder / f"{theme}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture
def page_file(folder: Path) -> Path:
    return folder / "light.html"


def choose(page: Page, **chosen: str) -> None:
    for name, value in chosen.items():
        page.locator(f"#board [name={name}]").select_option(value)


def shown(page: Page) -> list[str]:
    """Return the fixes whose rows are seen, in their order."""
    return page.locator("#board tbody tr:visible th").all_inner_texts()


def button(page: Page, problem: str, fix: str):
    return page.locator(f"#board tr[data-fix={slug(fix)}] td").nth(PROBLEMS.index(problem)).locator("button")


def panel(page: Page):
    return page.locator("#board-open")


def said(page: Page):
    return page.locator("#board .rnn-shown[role=status]")


# --- filters and order


def test_a_problem_is_shown_alone_with_its_intervals(page: Page) -> None:
    choose(page, problem="vanishing")
    assert page.locator("#board thead th:visible").all_inner_texts() == ["fix", "vanishing"]
    expect(said(page)).to_have_text("Shown: 21 of 21 fixes, vanishing.")
    interval = " ".join(scoreboard_told.short("vanishing", "LSTM")[1:])
    assert interval in " ".join(button(page, "vanishing", "LSTM").inner_text().split())
    page.locator("[data-do=reset]").click()
    expect(said(page)).to_have_text("Shown: 21 of 21 fixes, all eight problems.")
    assert page.locator("#board thead th:visible").count() == 9


@pytest.mark.parametrize("word", ["solved", "worse", "no sense"])
@pytest.mark.parametrize("problem", ["", "vanishing"])
def test_a_verdict_is_found(page: Page, word: str, problem: str) -> None:
    choose(page, word=slug(word), problem=problem)
    asked = [problem] if problem else PROBLEMS
    found = [(one, fix) for fix in FIXES for one in asked if WORDS[one, fix] == word]
    assert shown(page) == list(dict.fromkeys(fix for _, fix in found))
    assert page.locator("#board .rnn-hit:visible").count() == len(found)
    expect(said(page)).to_contain_text(f"{len(found)} marked cell")


def test_a_kind_of_fix_and_what_the_usual_table_names(page: Page) -> None:
    choose(page, kind="normalisation")
    assert shown(page) == ["layer norm", "batch norm"]
    choose(page, kind="", named="yes", problem="exploding")
    assert shown(page) == list(scoreboard_texts.NAMED["exploding"])
    choose(page, named="no")
    assert shown(page) == [fix for fix in FIXES if fix not in scoreboard_texts.NAMED["exploding"]]
    choose(page, kind="hardware", named="yes")
    assert shown(page) == []
    expect(said(page)).to_contain_text("Shown: 0 of 21 fixes")
    choose(page, named="", problem="")
    assert shown(page) == ["GPU", "parallelisation"]


def test_it_is_sorted_by_name_by_gain_and_by_how_many_it_helps(page: Page) -> None:
    choose(page, sort="name")
    assert shown(page) == sorted(FIXES, key=str.casefold)
    expect(page.locator("#board thead th").first).to_have_attribute("aria-sort", "ascending")
    choose(page, sort="vanishing")
    measured = [fix for fix in FIXES if scoreboard.measured("vanishing", fix)]
    gains = {fix: round(scoreboard.verdict("vanishing", fix).difference, 3) for fix in measured}
    order = sorted(measured, key=lambda fix: -gains[fix])
    assert shown(page) == order + [fix for fix in FIXES if fix not in measured]
    expect(page.locator("#board thead th").nth(1)).to_have_attribute("aria-sort", "descending")
    choose(page, sort="count")
    counts = {fix: sum(WORDS[problem, fix] in ("solved", "helped") for problem in PROBLEMS) for fix in FIXES}
    assert shown(page) == sorted(FIXES, key=lambda fix: -counts[fix])
    choose(page, sort="")
    assert shown(page) == list(FIXES)


# --- a cell


def opened(page: Page, problem: str, fix: str) -> bool:
    expect(button(page, problem, fix)).to_have_attribute("aria-expanded", "true")
    expect(panel(page)).to_contain_text(scoreboard_told.told(problem, fix))
    return page.locator("#board [aria-expanded=true]").count() == 1 == panel(page).count()


def test_a_cell_opens_its_curves_and_settings(page: Page) -> None:
    button(page, "vanishing", "LSTM").click()
    assert opened(page, "vanishing", "LSTM")
    text = panel(page).inner_text()
    for part in (
        scoreboard_texts.PROBLEMS["vanishing"].task,
        scoreboard_texts.PROBLEMS["vanishing"].score,
        scoreboard_texts.FIXES["LSTM"].does,
        scoreboard_told.setting("vanishing", "LSTM"),
        scoreboard_told.runs("vanishing", "LSTM"),
    ):
        assert part in text
    picture = panel(page).locator("svg")
    expect(picture).to_have_attribute("aria-label", scoreboard_told.ends("vanishing", "LSTM"))
    for kind, fix in (("fix", "LSTM"), ("plain", scoreboard.PLAIN)):
        lines = [line.get_attribute("points").split() for line in picture.locator(f"polyline.{kind}").all()]
        assert [len(line) for line in lines] == [len(row["curve"]) for row in runs("vanishing", fix)]
        heights = [float(line[-1].split(",")[1]) for line in lines]
        scores = [row["curve"][-1] for row in runs("vanishing", fix)]
        for height, score in zip(heights, scores, strict=True):  # 1 and 0 stand at the ends of the axis
            assert (height - 160) / (24 - 160) * 1.05 == pytest.approx(score, abs=0.006)
    button(page, "vanishing", "GRU").click()
    assert opened(page, "vanishing", "GRU")
    button(page, "vanishing", "GRU").click()
    expect(panel(page)).to_have_count(0)


def test_clipping_is_shown_against_the_network_never_clipped(page: Page) -> None:
    button(page, "vanishing", "clipping").click()
    expect(panel(page).locator(".rnn-key")).to_contain_text("plain tanh, never clipped")
    lines = panel(page).locator("polyline.plain").all()
    never = runs("vanishing", scoreboard.UNCLIPPED)
    assert [len(line.get_attribute("points").split()) for line in lines] == [
        len(row["curve"]) for row in never
    ]


def test_a_cell_that_makes_no_sense_says_why(page: Page) -> None:
    for problem, fix in (("recency", "masked batches"), ("exploding", "GPU")):
        button(page, problem, fix).click()
        expect(panel(page)).to_contain_text(SENSELESS[problem, fix])
        expect(panel(page).locator("svg")).to_have_count(0)


def test_the_keyboard_reaches_opens_and_closes_every_cell(page: Page) -> None:
    page.locator("[data-do=reset]").focus()
    page.keyboard.press("Tab")
    expect(button(page, "vanishing", "LSTM")).to_be_focused()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(button(page, "exploding", "LSTM")).to_be_focused()
    for key, problem, fix in (
        ("End", PROBLEMS[-1], FIXES[0]),
        ("PageDown", PROBLEMS[-1], FIXES[-1]),
        ("Home", PROBLEMS[0], FIXES[-1]),
        ("PageUp", PROBLEMS[0], FIXES[0]),
    ):
        page.keyboard.press(key)
        expect(button(page, problem, fix)).to_be_focused()
    page.keyboard.press("Enter")
    assert opened(page, "vanishing", "LSTM")
    page.keyboard.press("ArrowDown")  # over the open cell, to the next row
    expect(button(page, "vanishing", "GRU")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")  # into what is open
    expect(panel(page).get_by_text("Link to this cell")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(button(page, "vanishing", "LSTM")).to_be_focused()
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('#board td > button')")  # one stop for the table


def test_the_arrows_pass_over_what_is_not_shown(page: Page) -> None:
    choose(page, kind="normalisation", sort="name")
    assert shown(page) == ["batch norm", "layer norm"]
    page.locator("[data-do=reset]").focus()
    page.keyboard.press("Tab")
    expect(button(page, "vanishing", "batch norm")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(button(page, "vanishing", "layer norm")).to_be_focused()


def test_an_open_cell_stays_open_as_long_as_it_is_shown(page: Page) -> None:
    button(page, "vanishing", "GRU").click()
    choose(page, problem="vanishing", sort="name")
    assert opened(page, "vanishing", "GRU")
    assert page.locator("tr[data-fix=gru] + tr").get_attribute("id") == "board-open"
    assert panel(page).locator("td").first.get_attribute("colspan") == "2"
    choose(page, problem="recency")
    expect(panel(page)).to_have_count(0)


def test_a_link_opens_the_same_cell_again(browser: Browser, page: Page) -> None:
    button(page, "vanishing", "orthogonal").click()
    panel(page).get_by_text("Link to this cell").click()
    expect(panel(page)).to_contain_text(re.compile("Link (copied|is in the address bar)"))
    assert page.url.endswith("#board:vanishing,orthogonal")
    with visit(browser, page.url) as again:
        assert opened(again.page, "vanishing", "orthogonal")
        expect(button(again.page, "vanishing", "orthogonal")).to_be_in_viewport()
        assert again.errors == []
    choose(page, kind="start")
    page.evaluate("location.hash = '#board:vanishing,gru'")
    assert opened(page, "vanishing", "GRU")


@pytest.mark.parametrize("address", ["", "#board:vanishing,lstm"])
def test_on_a_page_of_the_book_it_begins_when_it_is_near_or_asked_for(
    browser: Browser, folder: Path, address: str
) -> None:
    script = f"<script>{static('near.js')}</script>"
    html = (folder / "light.html").read_text(encoding="utf-8").replace("</head>", f"{script}</head>")
    (folder / "near.html").write_text(html.replace("1500px", "3000px"), encoding="utf-8")
    with browser.new_page() as page:
        page.goto((folder / "near.html").as_uri() + address)
        if address:
            assert opened(page, "vanishing", "LSTM")
            return
        assert page.locator("#board.rnn-alive").count() == 0
        before = page.locator("#board").bounding_box()["height"]
        page.evaluate("scrollTo(0, 2500)")
        expect(page.locator("#board")).to_have_class(re.compile("rnn-alive"))
        assert abs(page.locator("#board").bounding_box()["height"] - before) < 60  # its place was kept


@pytest.mark.parametrize("address", ["#board:", "#board:vanishing", "#board:nowhere,lstm", "#%E0%A4%A"])
def test_a_damaged_link_opens_nothing(browser: Browser, folder: Path, address: str) -> None:
    with visit(browser, (folder / "light.html").as_uri() + address) as seen:
        expect(panel(seen.page)).to_have_count(0)
        assert seen.errors == []


def test_what_happens_is_told(page: Page) -> None:
    button(page, "vanishing", "LSTM").click()
    voice = page.locator("#board .rnn-say[role=status]")
    expect(voice).to_contain_text("Open below: LSTM, vanishing")
    expect(voice).to_contain_text(scoreboard_told.told("vanishing", "LSTM"))
    name = button(page, "recency", "GRU").get_attribute("aria-label")
    assert name.startswith(f"GRU, recency: {WORDS['recency', 'GRU']}")


# --- everywhere


def test_without_scripts_the_table_is_whole(browser: Browser, folder: Path) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 900}) as context:
        page = context.new_page()
        page.goto((folder / "light.html").as_uri())
        expect(page.locator("#board .rnn-choices")).to_be_hidden()
        cells = page.locator("#board td").all_inner_texts()
        assert len(cells) == len(FIXES) * len(PROBLEMS)
        for text, (fix, problem) in zip(cells, ((f, p) for f in FIXES for p in PROBLEMS), strict=True):
            parts = scoreboard_told.short(problem, fix) if scoreboard.measured(problem, fix) else ()
            assert all(part in " ".join(text.split()) for part in (WORDS[problem, fix], *parts))
        assert page.locator("html").evaluate("page => page.scrollWidth") <= PHONE
        page.locator("#board summary").click()
        for text in scoreboard_texts.PROBLEMS.values():
            expect(page.locator("#board dl").nth(1)).to_contain_text(text.task)


def test_on_paper_the_table_is_whole(page: Page) -> None:
    choose(page, problem="vanishing", word=slug(WORDS["vanishing", "LSTM"]))
    button(page, "vanishing", "LSTM").click()
    page.emulate_media(media="print")
    assert len(shown(page)) == len(FIXES)
    assert page.locator("#board td:visible").count() == len(FIXES) * len(PROBLEMS)
    expect(page.locator("#board .rnn-choices")).to_be_hidden()
    expect(panel(page)).to_be_hidden()
    interval = scoreboard_told.short("vanishing", "GRU")[1]
    assert interval in " ".join(button(page, "vanishing", "GRU").inner_text().split())


def test_a_phone_holds_the_whole_table_and_a_tap_opens_a_cell(browser: Browser, folder: Path) -> None:
    with browser.new_context(viewport={"width": PHONE, "height": 844}, has_touch=True) as context:
        page = context.new_page()
        page.goto((folder / "light.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        for cell in (button(page, "very long", "LSTM"), button(page, "vanishing", "linear recurrence")):
            box = cell.bounding_box()
            assert 0 <= box["x"] < box["x"] + box["width"] <= PHONE
            assert box["height"] >= 44
            assert box["width"] >= 24
        button(page, "vanishing", "LSTM").tap()
        assert opened(page, "vanishing", "LSTM")
        box = panel(page).locator("svg").bounding_box()
        assert box["x"] + box["width"] <= PHONE


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, PHONE])
def test_it_can_be_read_and_axe_finds_nothing(browser: Browser, folder: Path, theme: str, width: int) -> None:
    with visit(browser, (folder / f"{theme}.html").as_uri(), width=width, theme=theme) as seen:
        page = seen.page
        for word in ("", WORDS["vanishing", "LSTM"]):
            choose(page, word=slug(word))
            button(page, "vanishing", "LSTM").click()
            page.evaluate(FRAMES, 2)
            assert violations(page) == []
            checks = ("symbols", "alternatives", "overflow", "boxes")
            found = {check: complaints(page, check) for check in checks}
            found["contrast"] = complaints(page, "contrast", LEAST_CONTRAST)
            assert {what: said for what, said in found.items() if said} == {}
            button(page, "vanishing", "LSTM").click()
        assert (seen.errors, seen.foreign) == ([], [])
        assert page.evaluate("document.getAnimations().length") == 0


def test_a_cell_output_of_a_notebook_is_alive(browser: Browser) -> None:
    """JupyterLab sets the HTML of an output, and puts a fresh copy in the place of each script."""
    output = """html => {
        document.body.dataset.jpThemeLight = "true";
        const host = document.body.appendChild(document.createElement("div"));
        host.innerHTML = html;
        for (const old of host.querySelectorAll("script")) {
            const script = document.createElement("script");
            for (const { name, value } of old.attributes) script.setAttribute(name, value);
            script.textContent = old.textContent;
            old.replaceWith(script);
        }
    }"""
    with browser.new_page() as page:
        page.set_content("<!doctype html><html lang=en><title>Notebook</title><body>")
        page.evaluate(output, table()._repr_html_())
        button(page, "vanishing", "LSTM").click()
        assert opened(page, "vanishing", "LSTM")
        assert (
            page.evaluate("getComputedStyle(document.querySelector('#board polyline.fix')).stroke") != "none"
        )
        expect(panel(page).get_by_role("button")).to_have_text(["Close"])
