"""Self-checks in a browser: asked, answered and told by keyboard, from the disk, in both themes, on paper."""

import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import visit
from playwright.sync_api import Browser, Page, expect
from test_pages import LEAST_CONTRAST, complaints
from test_questions import CHOICE, NUMBER, OPEN

import rnnlib
from rnnlib.questions import number

RNNLIB = Path(rnnlib.__file__).parent
COUNT = number("How many entries has W_hh?", value=42, slips={"One too many.": 43}, digits=0)
SHELL = """<!doctype html><html lang="en"{given}><head><meta charset="utf-8"><title>Questions</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="explore.css">
<link rel="stylesheet" href="questions.css"><script src="questions.js"></script>
<style>html[data-theme=dark] {{ background: #14181e; color: #ced6dd; }}</style></head>
<body><main class="bd-article-container"><h1>Questions</h1>{body}</main></body></html>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages with four questions: light, dark, and as a notebook shows them, each with all it needs."""
    folder = tmp_path_factory.mktemp("page")
    for static in ("explore/static", "static"):
        shutil.copytree(RNNLIB / static, folder, dirs_exist_ok=True)
    asked = [CHOICE, NUMBER, OPEN, COUNT]
    body = "\n".join(question.form for question in asked)
    (folder / "page.html").write_text(SHELL.format(given="", body=body))
    (folder / "dark.html").write_text(SHELL.format(given=' data-theme="dark"', body=body))
    cells = "".join(f"<div>{question._repr_html_()}</div>" for question in asked)
    (folder / "notebook.html").write_text(f"<!doctype html><meta charset=utf-8><title>N</title>{cells}")
    return folder


@pytest.fixture
def page_file(folder: Path) -> Path:
    return folder / "page.html"


def said_to(page: Page, typed: str, of: int = 0) -> str:
    """Type a number, press Enter, and read the reply."""
    field = page.get_by_label("Your answer").nth(of)
    field.fill(typed)
    field.press("Enter")
    return page.locator("[data-kind=number]").nth(of).get_by_role("status").inner_text()


@pytest.mark.parametrize("typed", ["-0.5", "−0.5", "-0,5", "–.5", " - 1 / 2", "−.50004", "-5e-1", "1/-2"])
def test_a_right_number_is_read_however_it_is_written(page: Page, typed: str) -> None:
    assert said_to(page, typed) == "Right. It is 2/T · (0.5 − 1)."


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("-1", "Not quite. You left out 1/T."),
        ("−2/8", "Not quite. You left out the 2."),
        ("-0,25004", "Not quite. You left out the 2."),
        ("0.5", "Not quite. The sign is the other way round."),
        ("-0.5002", "Not quite. Close. Give it to 4 decimals, and round only at the end."),
        ("-0.7", "Not quite. Try again, or open the answer."),
        *(
            (text, "That is not a number I can read: write −0.25, 0,25 or −1/4.")
            for text in ("", "half", "1/2/3", "1/0", "1.2.3", "1,000.5", "0x10", "Infinity", "1/", "--1")
        ),
    ],
)
def test_a_wrong_number_is_told_its_slip(page: Page, typed: str, reply: str) -> None:
    assert said_to(page, typed) == reply
    unread = reply.startswith("That")
    expect(page.get_by_label("Your answer").first).to_have_attribute("aria-invalid", str(unread).lower())


def test_a_count_is_whole_and_its_neighbour_a_slip(page: Page) -> None:
    assert said_to(page, "42", of=1).startswith("Right.")
    assert said_to(page, "43", of=1) == "Not quite. One too many."
    assert said_to(page, "41", of=1) == "Not quite. Try again, or open the answer."


def test_a_choice_replies_to_each_answer(page: Page) -> None:
    voice = page.locator("[data-kind=choice]").get_by_role("status")
    expect(voice).to_be_empty()
    wrong, right = (page.get_by_role("button", name=name) for name in ("It grows.", "It shrinks."))
    wrong.click()
    expect(voice).to_have_text("Not quite. For that Whh > 1 & more.")
    expect(wrong).to_have_attribute("aria-pressed", "true")
    right.click()
    expect(voice).to_have_text("Right. Each step multiplies it by W_hh.T, and 0.5 < 1.")
    expect(wrong).to_have_attribute("aria-pressed", "false")
    expect(right).to_have_attribute("data-right", "true")


def test_the_keyboard_alone_reaches_and_answers_everything(page: Page) -> None:
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.localName"))
    whole = ["input", "button", "summary"]
    assert reached[:11] == ["button"] * 3 + ["summary"] + whole + ["summary"] + whole
    page.locator("[data-kind=choice] button").first.press("Space")
    expect(page.locator("[data-kind=choice]").get_by_role("status")).not_to_be_empty()
    page.locator("[data-kind=open] summary").press("Enter")
    expect(page.get_by_text("Because <time> has no end.")).to_be_visible()


def test_the_answer_is_seen_only_when_asked_for(page: Page) -> None:
    for text in ("−0.5000", "It is 2/T", "Because <time>", "Each step multiplies"):
        expect(page.get_by_text(text)).not_to_be_visible()
    assert page.get_by_role("group", name="What becomes of dL/dht-1?").count() == 1


@pytest.mark.parametrize("name", ["page", "dark"])
def test_accessible_readable_and_within_a_phone(browser: Browser, folder: Path, name: str) -> None:
    with visit(browser, (folder / f"{name}.html").as_uri(), width=390) as seen:
        page = seen.page
        for button in page.locator("[data-kind=choice] button").all():
            button.click()
        said_to(page, "half")
        said_to(page, "-1", of=1)
        assert complaints(page, "contrast", LEAST_CONTRAST) == []
        assert complaints(page, "symbols") == complaints(page, "overflow") == []
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], node["target"]) for rule in found for node in rule["nodes"]] == []
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, input, summary")]
                .filter((part) => part.getBoundingClientRect().height < 24).map((part) => part.outerHTML)"""
        )
        assert small == []


def test_a_notebook_needs_nothing_besides(browser: Browser, folder: Path) -> None:
    with visit(browser, (folder / "notebook.html").as_uri()) as seen:
        assert said_to(seen.page, "-1") == "Not quite. You left out 1/T."
        assert (
            seen.page.get_by_role("button").count() == 5
        )  # each made once, though the script ran four times
        assert seen.page.get_by_role("status").count() == 3
        assert (seen.errors, seen.foreign) == ([], [])


def test_in_jupyterlab_answers_are_as_wide_as_their_question(browser: Browser, folder: Path) -> None:
    with visit(browser, (folder / "notebook.html").as_uri()) as seen:
        theirs = ".jp-RenderedHTMLCommon ul:not(.list-inline) { padding-left: 2em; }"
        seen.page.add_style_tag(content=theirs)
        seen.page.evaluate("document.body.className = 'jp-RenderedHTMLCommon'")
        question = seen.page.locator("[data-kind=choice]").first
        ends = "part => { const { left, right } = part.getBoundingClientRect(); return [left, right]; }"
        asked, answer = (question.locator(what).first for what in ("legend", "li button"))
        assert asked.evaluate(ends) == answer.evaluate(ends)


def test_without_scripts_and_on_paper_the_answers_can_be_reached(browser: Browser, folder: Path) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((folder / "page.html").as_uri())
        assert page.locator("li").count() == 3
        expect(page.get_by_text("−0.5000")).not_to_be_visible()
        page.locator("summary").nth(1).click()
        expect(page.get_by_text("−0.5000")).to_be_visible()
    with visit(browser, (folder / "page.html").as_uri()) as seen:
        seen.page.emulate_media(media="print")
        expect(seen.page.get_by_text("It grows.")).to_be_visible()
        expect(seen.page.get_by_text("Your answer").first).not_to_be_visible()
