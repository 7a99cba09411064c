"""What a live demo may ask for besides: ticks in a worker, folded controls, settings that tell a story."""

import re
from pathlib import Path

import every_mark
import pytest
from browser import FRAMES, visit
from live_pages import disagreements, write_page
from playwright.sync_api import Browser, Locator, Page, expect
from test_explore import parts

from rnnlib.explore.live_widget import widget

STORIES = {
    "large": ({"size": 2.5, "flip": True}, "Watch W_hh grow."),
    "second": ({"seed": "second"}, "Watch."),
}
FOLDS = {"More of W_hh": ["size", "flip"]}
DEMO = every_mark.demo(worker=True, folds=FOLDS, stories=STORIES)
LIVE = "document.querySelector('#demo-every-mark').live"
# Ticks in the worker last, so that a run can be met on its way.
SLOW = """const tick = program.tick;
    program.tick = (...all) => {
      const end = performance.now() + 60;
      while (performance.now() < end);
      tick(...all);
    };"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = write_page(tmp_path_factory.mktemp("worker"), [DEMO])
    script = file.parent / "worker.js"
    text = script.read_text(encoding="utf-8")
    first = "let state, settings, turn"
    assert text.count(first) == 1
    script.write_text(text.replace(first, f"{SLOW}\n{first}"), encoding="utf-8")
    return file


def part(page: Page, what: str) -> Locator:
    return page.locator(f"#demo-every-mark {what}")


def number(page: Page) -> int:
    return page.evaluate(f"{LIVE}.values().n")


def test_a_worker_computes_what_python_does(page: Page) -> None:
    run = part(page, "[data-do=run]")
    run.click()
    expect(run).to_have_text("Pause")
    assert len(page.workers) == 1
    expect(run).to_have_text("Run")  # at the end
    DEMO.reset()
    DEMO.run(every_mark.STEPS)
    assert disagreements(DEMO, page.evaluate(f"{LIVE}.values()")) == []
    expect(part(page, "svg")).to_have_attribute("aria-label", DEMO.values().say(DEMO.sentence))
    run.click()
    expect(run).to_have_text("Pause")
    page.wait_for_function(f"() => {LIVE}.values().n > 0 && {LIVE}.values().n < 20")  # begun anew


def test_it_pauses_takes_one_step_and_goes_on(page: Page) -> None:
    run = part(page, "[data-do=run]")
    run.click()
    page.wait_for_function(f"() => {LIVE}.values().n > 2")
    run.click()
    expect(run).to_have_text("Run")
    page.wait_for_timeout(200)  # for a state that was under way
    n = number(page)
    page.evaluate(FRAMES, 20)
    assert 2 < number(page) == n < every_mark.STEPS
    part(page, "[data-do=tick]").click()
    page.wait_for_function(f"n => {LIVE}.values().n === n + 1", arg=n)
    run.click()
    page.wait_for_function(f"n => {LIVE}.values().n > n + 1", arg=n)


def test_it_rests_while_it_is_out_of_sight(page: Page) -> None:
    part(page, "[data-do=run]").click()
    page.wait_for_function(f"() => {LIVE}.values().n > 0")
    page.evaluate("window.scrollTo(0, 5000)")
    expect(part(page, "svg")).not_to_be_in_viewport()
    page.wait_for_timeout(300)
    n = number(page)
    page.wait_for_timeout(300)
    assert number(page) == n < every_mark.STEPS
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_function(f"n => {LIVE}.values().n > n", arg=n)


def test_a_control_acts_on_the_run_and_a_restarting_one_begins_anew(page: Page) -> None:
    part(page, "[data-do=run]").click()
    page.wait_for_function(f"() => {LIVE}.values().n > 1")
    page.evaluate(f"{LIVE}.set('at', [3, 1])")
    page.wait_for_function(
        f"() => Array.from({LIVE}.values().curve.data).some((value) => value > 3 * Math.exp(-1))"
    )
    part(page, "[name=seed]").select_option("second")
    page.wait_for_function(f"() => {LIVE}.values().n < 4")
    expect(part(page, "[data-do=run]")).to_have_text("Pause")
    expect(part(page, "[data-do=run]")).to_have_text("Run")
    DEMO.reset()
    for name, value in {"at": [3, 1], "seed": "second"}.items():
        DEMO.set(name, value)
    DEMO.run(every_mark.STEPS)
    assert disagreements(DEMO, page.evaluate(f"{LIVE}.values()")) == []


def test_without_workers_the_page_itself_computes(browser: Browser, page_file: Path) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script("delete window.Worker")
        page.goto(page_file.as_uri())
        part(page, "[data-do=run]").click()
        expect(part(page, "[data-do=run]")).to_have_text("Run")
        page.wait_for_function(f"() => {LIVE}.values().n === {every_mark.STEPS}")


# --- stories and folds


def test_a_story_sets_everything_and_says_what_to_watch(browser: Browser, page: Page) -> None:
    page.evaluate(f"{LIVE}.set('speed', 0.5)")
    chooser = page.get_by_label("a story")
    chooser.select_option("large")
    expect(part(page, ".rnn-watch")).to_have_text("Watch Whh grow.")
    assert DEMO.tell("large") == "Watch W_hh grow."
    assert disagreements(DEMO, page.evaluate(f"{LIVE}.values()")) == []
    part(page, "[data-do=link]").click()
    with visit(browser, page.url) as again:
        assert disagreements(DEMO, again.page.evaluate(f"{LIVE}.values()")) == []
    chooser.select_option("second")
    assert DEMO.tell("second") == "Watch."
    assert disagreements(DEMO, page.evaluate(f"{LIVE}.values()")) == []
    part(page, "[data-do=reset]").click()
    expect(chooser).to_have_value("")
    expect(part(page, ".rnn-watch")).to_be_empty()


def test_what_is_folded_opens_by_keyboard(page: Page) -> None:
    field, summary = part(page, "[name=size]"), part(page, "summary")
    expect(field).to_be_hidden()
    expect(part(page, "[name=speed]")).to_be_visible()
    expect(summary).to_have_text("More of Whh")
    summary.press("Enter")
    expect(field).to_be_visible()
    assert summary.evaluate("node => node.getBoundingClientRect().height") >= 44


def test_the_widget_has_both() -> None:
    fields, picture = parts(widget(DEMO))
    fields["a story"].value = "large"
    assert (DEMO.settings["size"], fields["upside down"].value) == (2.5, True)
    assert DEMO.picture() in picture.value
    fields["Reset"].click()
    assert (DEMO.settings["size"], fields["a story"].value) == (1, "")


@pytest.mark.parametrize(
    "wrong", [{"folds": {"More": ["weight"]}}, {"stories": {"A": ({"weight": 1}, "Watch.")}}]
)
def test_what_names_no_control_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=re.escape("folds and stories must name controls, got ['weight']")):
        every_mark.demo(**wrong)
    with pytest.raises(ValueError, match="title must be one of the stories"):
        DEMO.tell("small")
