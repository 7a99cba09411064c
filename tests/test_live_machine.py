"""The machine of live demos on a page: it runs, pauses, ends, is dragged, tells, and rests unseen."""

import re
from pathlib import Path
from typing import Any

import every_mark
import pytest
from browser import FRAMES, visit
from live_pages import disagreements, follow_on_page, write_page
from playwright.sync_api import Browser, Locator, Page, expect
from test_explore import parts

from rnnlib.explore.demos import every, trace
from rnnlib.explore.live_widget import NOTE, widget

SLOW = 4  # ticks a second: its 30 steps outlast every look at a running demo, however busy the machine
DEMO = every_mark.demo(pace=SLOW)
STILL = trace.demo()
LIVE = "document.querySelector('#demo-every-mark').live"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page(tmp_path_factory.mktemp("live"), [DEMO])


def part(page: Page, what: str) -> Locator:
    return page.locator(f"#demo-every-mark {what}")


def value(page: Page, name: str) -> Any:
    return page.evaluate(f"{LIVE}.values().{name}")


def test_it_runs_pauses_and_takes_one_step(page: Page) -> None:
    run = part(page, "[data-do=run]")
    run.click()
    expect(run).to_have_text("Pause")
    page.wait_for_function(f"() => {LIVE}.values().n > 2")
    run.click()
    expect(run).to_have_text("Run")
    n = value(page, "n")
    page.evaluate(FRAMES, 20)
    assert value(page, "n") == n
    part(page, "[data-do=tick]").click()
    assert value(page, "n") == n + 1
    part(page, "[data-do=reset]").click()
    assert value(page, "n") == 0


def test_it_ends_and_begins_again(page: Page) -> None:
    page.evaluate(f"{LIVE}.run({every_mark.STEPS - 2})")
    run = part(page, "[data-do=run]")
    run.click()
    expect(run).to_have_text("Run")
    assert value(page, "n") == every_mark.STEPS
    part(page, "[data-do=tick]").click()  # nothing is left to do
    assert value(page, "n") == every_mark.STEPS
    run.click()
    expect(run).to_have_text("Pause")
    assert value(page, "n") < every_mark.STEPS


def test_it_rests_while_it_is_out_of_sight(page: Page) -> None:
    part(page, "[data-do=run]").click()
    page.wait_for_function(f"() => {LIVE}.values().n > 0")
    page.evaluate("window.scrollTo(0, 3000)")
    expect(part(page, "svg")).not_to_be_in_viewport()
    page.evaluate(FRAMES, 5)
    n = value(page, "n")
    page.evaluate(FRAMES, 30)
    assert value(page, "n") == n < every_mark.STEPS
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_function(f"n => {LIVE}.values().n > n", arg=n)


def test_a_restarting_control_begins_anew_and_others_do_not(page: Page) -> None:
    page.evaluate(f"{LIVE}.run(4)")
    part(page, "[name=speed]").press("ArrowRight")
    assert value(page, "n") == 4
    part(page, "[name=seed]").select_option("second")
    assert value(page, "n") == 0


def drag(page: Page, handle: Locator, end: tuple[float, float]) -> None:
    """Press in the middle of a handle and move to a place in it, as shares of its width and height."""
    box = handle.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"])
    page.mouse.up()


def test_bars_are_dragged_and_nudged(page: Page) -> None:
    handles = page.get_by_role("slider", name=re.compile("^input"))
    assert handles.count() == 3
    expect(handles.first).to_have_attribute("aria-valuetext", "0.5")
    drag(page, handles.first, (0.5, 0.9))
    assert value(page, "x.data") == [-0.8, -0.5, 0]
    drag(page, handles.first, (1.5, 0.25))  # a stroke over two bars sets the second, too
    assert value(page, "x.data") == [0, 0.5, 0]
    handles.nth(1).press("ArrowRight")
    expect(handles.nth(2)).to_be_focused()
    for key in ("ArrowUp", "ArrowUp", "ArrowDown", "PageDown"):
        page.keyboard.press(key)
    assert value(page, "x.data") == pytest.approx([0, 0.5, -0.4])
    page.keyboard.press("End")
    assert value(page, "x.data") == [0, 0.5, 1]
    expect(handles.nth(2)).to_have_attribute("aria-valuenow", "1")
    part(page, "[data-do=reset]").click()
    expect(handles.first).to_have_attribute("aria-valuetext", "0.5")


def test_bits_are_clicked(page: Page) -> None:
    handles = page.get_by_role("slider", name=re.compile("^bit"))
    handles.nth(1).click()
    assert value(page, "bits.data") == [0, 0, 0]
    drag(page, handles.first, (2.5, 0.1))  # one stroke carries the first change along
    assert value(page, "bits.data") == [1, 0, 1]
    handles.first.click()
    assert value(page, "bits.data") == [0, 0, 1]


def test_a_finger_drags_as_a_mouse_does(browser: Browser, page_file: Path) -> None:
    with browser.new_context(has_touch=True, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        handle = page.get_by_role("slider", name="input 3")
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        assert box
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 0.25 * box["height"])
        assert value(page, "x.data") == [0.5, -0.5, 0.5]


def test_it_starts_by_itself_unless_motion_is_reduced(browser: Browser, tmp_path: Path) -> None:
    address = write_page(tmp_path, [every_mark.demo(autoplay=True, pace=SLOW)]).as_uri()
    for motion in ("reduce", "no-preference"):
        with browser.new_context(reduced_motion=motion) as context:  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(address)
            if motion == "no-preference":
                expect(part(page, "[data-do=run]")).to_have_text("Pause")
                page.wait_for_function(f"() => {LIVE}.values().n > 0")
            else:
                page.evaluate(FRAMES, 60)  # frames, far longer than the first tick takes
                expect(part(page, "[data-do=run]")).to_have_text("Run")
                assert value(page, "n") == 0


def test_a_place_is_dragged_and_nudged(page: Page) -> None:
    handle = page.get_by_role("slider", name="a place")
    drag(page, handle, (0.5, 0.5))  # the axes run from −1 to 5 and from −3 to 3
    assert value(page, "at.data") == pytest.approx([2, 0], abs=0.051)
    handle.press("Home")
    handle.press("ArrowUp")
    assert value(page, "at.data")[0] == 0.5


def test_what_leaves_the_axes_is_said(page: Page) -> None:
    note = part(page, ".rnn-off")
    expect(note).to_be_hidden()
    page.evaluate(f"{LIVE}.set('at', [4, 0])")
    page.evaluate(f"{LIVE}.run(20)")
    expect(note).to_have_text("Off the scale: the curve.")
    part(page, "[data-do=reset]").click()
    expect(note).to_be_hidden()


def test_it_tells_when_it_is_moved_and_not_at_every_tick(page: Page) -> None:
    page.evaluate(
        """() => { window.told = []; const voice = document.querySelector("[role=status]");
        new MutationObserver(() => told.push(voice.textContent)).observe(voice, { childList: true }); }"""
    )
    part(page, "[name=word]").fill("cab")
    expect(part(page, "[role=status]")).to_have_text(re.compile("the word is cab"))
    part(page, "[data-do=run]").click()
    page.wait_for_function(f"() => {LIVE}.values().n > 8")
    assert len(page.evaluate("told")) == 1
    part(page, "[data-do=run]").click()
    expect(part(page, "[role=status]")).to_have_text(re.compile("^After ([89]|[123][0-9]) steps"))


@pytest.mark.parametrize("address", ["#every-mark:size=99,seed=third,at=1_x,x=1,z=3", "#every-mark:flip"])
def test_a_damaged_link_changes_nothing(browser: Browser, page_file: Path, address: str) -> None:
    with visit(browser, page_file.as_uri() + address) as seen:
        DEMO.reset()
        assert disagreements(DEMO, value(seen.page, "valueOf()")) == []
        assert seen.errors == []


def test_another_number_is_found(page: Page) -> None:
    found = follow_on_page(page, DEMO, {"size": 2.0}, 3)
    DEMO.reset()
    DEMO.set("size", 2.0)
    DEMO.run(3)
    assert disagreements(DEMO, found) == []
    found["wave"]["data"][2] += 1e-8
    assert [said.split(":")[0] for said in disagreements(DEMO, found)] == ["wave"]
    assert disagreements(DEMO, {**found, "extra": 1})[0] == "names ['extra']"


# --- with a kernel


def test_the_widget_moves_runs_and_resets() -> None:
    demo = every_mark.demo(pace=20)
    fields, picture = parts(widget(demo))
    assert demo.picture() in picture.value
    fields["size of Wₕₕ"].value = 2.0
    fields["a word"].value = "cab"
    fields["upside down"].value = True
    fields["seed"].value = "second"
    fields["input 2"].value = 0.7
    assert [demo.settings[key] for key in ("size", "flip", "seed")] == [2.0, True, 1]
    assert demo.settings["x"].tolist() == [0.5, 0.7, 0.0]
    fields["One step"].click()
    assert demo.state["n"] == 1
    fields["Run"].click()
    fields["play"].value = 1
    assert demo.state["n"] == 4  # three ticks in 150 ms at 20 a second
    assert demo.picture() in picture.value
    fields["Reset"].click()
    assert (demo.state["n"], demo.settings["size"], fields["a word"].value) == (0, 1, "ab")
    assert demo.picture() in picture.value


def test_the_button_has_the_word_of_the_page_and_begins_again_at_the_end() -> None:
    demo = every_mark.demo(run="Train", pace=200)
    fields, _ = parts(widget(demo))
    button, clock = fields["Train"], fields["play"]
    assert button.tooltip == "Train, step after step, until it is paused"
    assert clock.layout.display == "none"
    button.click()
    assert (clock.playing, button.description) == (True, "Pause")
    clock.value = 1
    assert (demo.done, clock.playing, button.description) == (True, False, "Train")
    button.click()
    assert (demo.state["n"], clock.playing) == (0, True)
    button.click()
    assert (clock.playing, button.description) == (False, "Train")


def test_reset_stops_what_runs_and_what_was_still_to_come() -> None:
    demo = every_mark.demo()
    fields, _ = parts(widget(demo))
    fields["Run"].click()
    fields["Reset"].click()
    fields["play"].value = 1  # was on its way
    assert (demo.state["n"], fields["Run"].description) == (0, "Run")


def test_the_widget_has_the_numbers_of_the_page_as_the_page_writes_them(page: Page) -> None:
    fields, _ = parts(widget(every_mark.demo()))
    for key, label in (("speed", "speed"), ("size", "size of Wₕₕ")):
        slider, native = fields[label], part(page, f"[name={key}]")
        assert native.evaluate("field => field.nextElementSibling.textContent") == slider.label
        native.press("Home")
        for text, number in slider.options:
            assert native.evaluate("field => field.nextElementSibling.textContent") == text
            assert value(page, key) == number
            native.press("ArrowRight")
        assert native.evaluate("field => field.value === field.max")


def test_page_and_python_stop_at_the_same_numbers(browser: Browser, tmp_path: Path) -> None:
    demos = [demo for demo in every() if any(control.more.get("log") for control in demo.controls.values())]
    compared = 0
    with visit(browser, write_page(tmp_path, demos).as_uri()) as seen:
        for demo in demos:
            told = seen.page.evaluate(f"document.querySelector('#demo-{demo.name}').live.controls")
            for key, control in demo.controls.items():
                if control.more.get("log"):
                    field = seen.page.locator(f"#demo-{demo.name} [name={key}]")
                    (stops,) = control.stops()
                    assert told[key]["stops"] == stops
                    assert field.evaluate("field => Number(field.max)") == len(stops) - 1
                    compared += 1
    assert compared > 8


def test_what_the_page_drags_has_sliders_and_a_line_that_says_so() -> None:
    box = widget(every_mark.demo())
    rows = [getattr(child, "description", "") or getattr(child, "value", "") for child in box.children]
    note = f'<p class="rnn-note">{NOTE}</p>'
    assert rows.count(note) == 1
    after = rows[rows.index(note) + 1 :]
    assert after[:8] == [f"input {i}" for i in (1, 2, 3)] + [f"bit {i}" for i in (1, 2, 3)] + [
        *("a place 1", "a place 2")
    ]
    assert note not in [child.value for child in widget(STILL).children if hasattr(child, "value")]


def test_labels_are_whole_and_no_control_is_wider_than_its_place() -> None:
    fields, _ = parts(widget(every_mark.demo()))
    for label in ("size of Wₕₕ", "speed", "seed", "upside down", "a word", "input 1", "bit 3", "a place 2"):
        assert fields[label].style.description_width == "initial"
        assert fields[label].layout.width == "auto"


def test_a_notebook_shows_the_widget_and_the_book_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNROLLED_FRAMES", "1")
    assert set(DEMO._repr_mimebundle_()) == {"text/plain", "text/html"}
    monkeypatch.delenv("UNROLLED_FRAMES")
    bundle = DEMO._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"].startswith("Demo every-mark: After 0 steps (even) the sum is")


# --- errors


def other(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    return {}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "Every mark"}, "name must be lower-case"),
        ({"caption": ""}, "caption must say what to try"),
        ({"controls": {"w": 3}}, "controls must be made by rnnlib.explore.controls, got 'w': 3"),
        ({"show": other}, "show must be a function of that name, got <function other"),
        ({"pace": 0}, "pace must be above 0 and at most 6000 ticks a second, got 0"),
    ],
)
def test_an_argument_that_does_not_fit(changes: dict[str, Any], message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=re.escape(message)):
        every_mark.demo(**changes)


def test_a_demo_says_what_it_does_not_have() -> None:
    demo = every_mark.demo()
    with pytest.raises(ValueError, match=r"name must be one of the controls \['size', .* got 'z'"):
        demo.set("z", 1)
    with pytest.raises(ValueError, match="demo 'trace' has no tick to run"):
        STILL.run()
