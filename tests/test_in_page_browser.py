"""The exercises in Chromium, Python running in their pages: the same words, and a page that stays in hand."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from browser import Visit, visit
from exercise_page import PATIENCE, RUN, SOURCES, STATUS, code, in_page, mistakes, native, start
from playwright.sync_api import Browser, Locator, Page
from test_accessibility import violations
from test_pages import LEAST_CONTRAST, PHONE, complaints

ROOT = Path(__file__).resolve().parents[1]
EXERCISES = sorted(path.name for path in SOURCES.iterdir() if path.is_dir())
RIGHT = "def mse_loss(y_hat, y):\n    return ((y_hat - y) ** 2).sum() / len(y)"
WRONG = "def mse_loss(y_hat, y):\n    return ((y_hat - y) ** 2).mean()"


@pytest.fixture(scope="module")
def started(browser: Browser, site: str) -> Iterator[Visit]:
    """The page of exercise 2, where Python has been started."""
    with visit(browser, f"{site}/exercises/02_loss.html") as seen:
        start(seen.page)
        assert seen.page.evaluate("document.activeElement.textContent") == "Save as a notebook"
        yield seen


def section(page: Page, task: int) -> Locator:
    return page.locator("section section").nth(task)


def write(page: Page, task: int, answer: str) -> Locator:
    """Replace the answer to a task; returns the section of that task."""
    place = section(page, task)
    place.locator(".cm-content").first.fill(answer)
    return place


def said(place: Locator, text: str, number: int = 0) -> str:
    """Wait until a cell of a section has printed `text`; returns all it printed."""
    out = place.locator(".rnn-out").nth(number)
    out.filter(has_text=text).wait_for(timeout=PATIENCE)
    return out.inner_text()


@pytest.mark.parametrize("name", EXERCISES)
def test_a_master_reaches_full_marks_in_the_page(started: Visit, name: str) -> None:
    master = SOURCES / name / "master.ipynb"
    cells = code(master)
    found = in_page(started.page, cells)
    assert found == native(cells)
    assert {how for how, _ in found} == {"ended"}
    stored = [
        "".join(output.text for output in cell.outputs)
        for cell in nbformat.read(master, as_version=4).cells
        if "nbval-check-output" in cell.metadata.get("tags", [])
    ]
    assert stored
    assert set(stored) <= {printed for _, printed in found}


@pytest.mark.parametrize("name", EXERCISES)
def test_what_is_not_attempted_is_told_as_by_native_python(started: Visit, name: str) -> None:
    cells = code(ROOT / "exercises" / f"{name}.ipynb")
    found = in_page(started.page, cells)
    assert found == native(cells)
    assert sum(how == "failed" for how, _ in found) > 8


def test_every_stored_mistake_gives_the_text_that_native_python_gives(started: Visit) -> None:
    cells = [("import numpy as np\nfrom rnnlib.grading import check, hint", 1), *mistakes()]
    assert len(cells) > 180
    found, expected = in_page(started.page, cells), native(cells)
    assert [how for how, _ in found] == ["ended", *["failed", "ended"] * (len(cells) // 2)]
    different = [pair for pair in zip(found, expected, strict=True) if pair[0] != pair[1]]
    assert different == []


def test_a_difference_would_be_found(started: Visit) -> None:
    cells = [("import sys\nprint(sys.platform)", 1)]
    assert in_page(started.page, cells) == [["ended", "wasi\n"]]
    assert in_page(started.page, cells) != native(cells)


def test_a_check_gives_hints_and_then_the_points(started: Visit) -> None:
    place = write(started.page, 0, WRONG)
    place.get_by_role("button", name="Check").first.click()
    assert "this is the mean over all T·O entries" in " ".join(said(place, "Hint").split())
    write(started.page, 0, RIGHT)
    place.get_by_role("button", name="Check").nth(1).click()
    assert "2 of 2 points" in said(place, "points", 2)
    assert "1 of 6 tasks solved" in started.page.locator(STATUS).inner_text()
    place.get_by_role("button", name="Run").nth(1).click()
    assert said(place, "2.0", 1) == "2.000000\n"


def test_a_hint_is_wrapped_to_what_the_screen_has_room_for(started: Visit) -> None:
    place, longest = write(started.page, 0, WRONG), {}
    size = started.page.viewport_size
    for width in (PHONE, size["width"]):
        started.page.set_viewport_size({"width": width, "height": 844})
        place.get_by_role("button", name="Check").first.click()
        hint, _ = said(place, "loss.mse: 1 of 2").split("Hint: ")[1].split("Read: ")
        longest[width] = max(map(len, hint.splitlines()))
    started.page.set_viewport_size(size)
    assert 25 < longest[PHONE] <= 45
    assert 60 < longest[size["width"]] <= 96


def test_help_goes_up_the_ladder_and_leads_into_the_book(started: Visit) -> None:
    place = write(started.page, 0, WRONG)
    place.get_by_role("button", name="Check").first.click()
    said(place, "1 of 2 points")
    link = place.locator(".rnn-out a").first
    assert link.inner_text().startswith("https://")
    assert link.get_attribute("href").startswith(
        started.page.url.split("/exercises/")[0] + "/chapters/03_loss"
    )
    for rung in ("The equation", "The smallest call that goes wrong", "One way to write it"):
        place.get_by_role("button", name="More help").first.click()
        text = said(place, rung)
    assert text.count("help") >= 3
    assert "Hint: " in text
    write(started.page, 0, RIGHT)


def test_an_answer_that_python_cannot_read_is_told_and_not_checked(started: Visit) -> None:
    place = write(started.page, 1, "def mse_gradient(y_hat, y:\n    return 0")
    place.get_by_role("button", name="Check").first.click()
    assert "SyntaxError" in said(place, "SyntaxError")
    assert "points" not in place.locator(".rnn-out").first.inner_text()
    place.get_by_role("button", name="Start over").first.click()
    assert "raise NotImplementedError" in place.locator(".cm-content").first.inner_text()


def test_an_endless_loop_is_stopped_by_its_button_while_the_page_answers(started: Visit) -> None:
    page = started.page
    place = write(page, 0, f"{RIGHT}\nwhile True:\n    print('on and on')")
    place.get_by_role("button", name="Run").first.click()
    said(place, "on and on")
    page.keyboard.press("Tab")  # the page still does what is asked
    assert page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(6 * 7)))") == 42
    place.get_by_role("button", name="Stop").click()
    assert said(place, "Stopped.").endswith("Python starts anew; your answers are as they were.")
    write(page, 0, RIGHT)
    place.get_by_role("button", name="Check").first.click()  # a new Python, and what it needs is run again
    assert "2 of 2 points" in said(place, "points")


def test_an_endless_loop_ends_by_itself_and_takes_nothing_with_it(started: Visit) -> None:
    cells = [("kept = 6", 1), ("while True:\n    pass", 2), ("print(kept)", 3)]
    first, endless, last = started.page.evaluate(RUN, cells)
    assert endless[0] == "failed"
    assert "Which of its loops has no end?" in endless[1]
    assert (first, last) == (["ended", ""], ["ended", "6\n"])


def test_the_editor_is_left_by_tab_and_runs_by_keys(started: Visit) -> None:
    page = started.page
    place = write(page, 2, "print('by keys')")
    editor = place.locator(".cm-content").first
    editor.press("Shift+Enter")
    said(place, "by keys")
    editor.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"
    page.keyboard.press("Shift+Tab")
    assert editor.evaluate("editor => editor === document.activeElement")
    editor.fill("if True:")
    editor.press("End")
    editor.press("Enter")
    editor.press_sequentially("x = (1")
    assert editor.inner_text() == "if True:\n    x = (1)"  # indented, and the bracket closed


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_running_page_can_be_read_and_reached(started: Visit, theme: str) -> None:
    page = started.page
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(f"document.documentElement.dataset.theme === '{theme}'")
    found = {"contrast": complaints(page, "contrast", LEAST_CONTRAST), "axe": violations(page)}
    page.set_viewport_size({"width": PHONE, "height": 844})
    found["overflow on a phone"] = complaints(page, "overflow")
    found["axe on a phone"] = violations(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert {what: said for what, said in found.items() if said} == {}


def test_answers_stay_in_the_browser_and_are_saved_as_a_notebook_that_is_graded(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    with visit(browser, f"{site}/exercises/02_loss.html") as seen:
        start(seen.page)
        place = write(seen.page, 0, RIGHT)
        place.get_by_role("button", name="Check").first.click()
        said(place, "2 of 2 points")
        seen.page.reload()
        start(seen.page)
        assert "1 of 6 tasks solved" in seen.page.locator(STATUS).inner_text()
        assert section(seen.page, 0).locator(".cm-content").first.inner_text() == RIGHT
        with seen.page.expect_download() as download:
            seen.page.get_by_role("button", name="Save as a notebook").click()
        path = tmp_path / "02_loss.ipynb"
        download.value.save_as(path)
        assert (seen.errors, seen.foreign) == ([], [])
    original = nbformat.read(ROOT / "exercises" / "02_loss.ipynb", as_version=4)
    changed = [
        (old.id, new.source)
        for old, new in zip(original.cells, nbformat.read(path, as_version=4).cells, strict=True)
        if old != new
    ]
    assert changed == [("cell-004", RIGHT)]


def test_all_is_put_back_when_that_is_asked(started: Visit) -> None:
    page = started.page
    write(page, 0, RIGHT)
    for answer, left in ((lambda dialog: dialog.dismiss(), RIGHT), (lambda dialog: dialog.accept(), "raise")):
        page.once("dialog", answer)
        page.get_by_role("button", name="Start all over").click()
        assert left in section(page, 0).locator(".cm-content").first.inner_text()
    assert "0 of 6 tasks solved" in page.locator(STATUS).inner_text()


def test_on_paper_there_is_no_button(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/exercises/02_loss.html") as seen:
        assert seen.page.locator(".rnn-python").is_visible()
        seen.page.emulate_media(media="print")
        assert not seen.page.locator(".rnn-python").is_visible()


def test_nothing_leaves_the_host_and_nothing_went_wrong(started: Visit) -> None:
    assert started.foreign == []
    assert started.errors == []


def test_from_the_disk_the_page_says_where_to_work(browser: Browser, built: Path) -> None:
    with visit(browser, (built / "exercises" / "02_loss.html").as_uri()) as seen:
        text = seen.page.locator(STATUS).inner_text()
        assert "This copy comes from the disk" in text
        assert "on Binder" in text
        assert seen.page.get_by_role("button", name="Start Python here").count() == 0
        assert seen.errors == []


def test_without_scripts_the_page_says_where_to_work(browser: Browser, site: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/exercises/02_loss.html")
        links = page.locator(STATUS).get_by_role("link")
        assert links.all_inner_texts() == ["download it", "on Binder", "on Colab"]
        assert page.locator(".rnn-python button").count() == 0
