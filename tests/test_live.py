"""Every live demo of the book: the page computes what Python computes, shows it, and all can use it."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import every_mark
import numpy as np
import pytest
from browser import Visit, visit
from live_pages import MACHINE, STATIC, determined, disagreements, follow, follow_on_page, plan, write_page
from playwright.sync_api import Browser, Locator, Page, expect
from test_pages import complaints

from rnnlib.explore.demos import every
from rnnlib.explore.live import Live

HERE = Path(__file__).parent
DRAWINGS = (HERE / "live_checks.js").read_text(encoding="utf-8")
DEMOS = {demo.name: demo for demo in (every_mark.demo(), *every())}
EACH = pytest.mark.parametrize("demo", DEMOS.values(), ids=DEMOS.keys())
PHONE = 390
LEAST_CONTRAST = 4.5
KILOBYTE = 1024
HEAVIER = {"playground": 19}  # kilobytes: seven tasks, four cells, and more than a thousand marks


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("live")


@pytest.fixture
def seen(browser: Browser, folder: Path, demo: Live) -> Iterator[Visit]:
    with visit(browser, write_page(folder, [demo]).as_uri()) as seen:
        seen.page.evaluate(DRAWINGS)
        seen.page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        yield seen
        assert (seen.errors, seen.foreign) == ([], [])


def part(page: Page, demo: Live, what: str = "") -> Locator:
    return page.locator(f"#demo-{demo.name} {what}")


def picture(page: Page, demo: Live) -> str:
    """Return all that the drawing shows."""
    return page.evaluate(f"JSON.stringify(drawings.look(document.querySelector('#demo-{demo.name} svg')))")


# --- one listing, two places


@EACH
def test_page_and_python_agree(page: Page, demo: Live) -> None:
    rng = np.random.default_rng(1)
    compared = 0
    for _ in range(200):
        settings, ticks = plan(demo, rng)
        if not determined(demo, settings, ticks):
            continue
        follow(demo, settings, ticks)
        found = follow_on_page(page, demo, settings, ticks)
        assert disagreements(demo, found) == [], (settings, ticks)
        compared += 1
        if compared == 100:
            break
    assert compared == 100


@EACH
def test_the_page_shows_what_matplotlib_draws(page: Page, demo: Live) -> None:
    rng = np.random.default_rng(2)
    script = """([name, drawn]) => drawings.difference(
        drawings.look(document.querySelector(`#demo-${name} svg`)), drawings.lookAt(drawn), 0.16)"""
    compared = 0
    for _ in range(6):
        settings, ticks = plan(demo, rng, most_ticks=40)
        follow(demo, settings, ticks)
        follow_on_page(page, demo, settings, ticks)
        told = part(page, demo, "svg").get_attribute("aria-label")
        assert told == demo.values().say(demo.sentence)
        if part(page, demo, ".rnn-off").is_visible():
            continue  # what lies outside is cut off by matplotlib, and by the browser here
        assert page.evaluate(script, [demo.name, demo.picture()]) == "", settings
        compared += 1
    assert compared >= 2
    before = demo.picture()
    follow_on_page(page, demo, *plan(demo, rng))
    assert page.evaluate(script, [demo.name, before]) != ""  # another picture is found to be another


def moved(page: Page, demo: Live, key: str) -> str:
    """Move a control by keys, let the demo run a little, and return its picture."""
    page.evaluate("name => document.querySelector(`#demo-${name}`).live.reset()", demo.name)
    control = demo.controls.get(key)
    if control and control.kind in ("sequence", "point"):
        handle = part(page, demo, f'.rnn-handle[aria-label^="{control.label}"]').first
        at_the_end = handle.evaluate("node => node.ariaValueNow === node.ariaValueMax")
        keys = ("ArrowLeft", "ArrowRight") if control.kind == "point" else ("ArrowDown", "ArrowUp")
        handle.press(keys[not at_the_end])
    elif control:
        field = part(page, demo, f'[name="{key}"]')
        kind = field.evaluate("field => field.type")
        last = kind == "range" and field.evaluate("field => field.value === field.max")
        if kind == "select-one":
            field.focus()
            page.keyboard.press("ArrowDown")
        elif kind == "text":
            field.focus()
            page.keyboard.press("End")
            page.keyboard.press("Backspace")
        else:
            field.press({"checkbox": "Space", "range": "PageDown" if last else "PageUp"}[kind])
    if demo.tick:
        page.evaluate("name => document.querySelector(`#demo-${name}`).live.run(5)", demo.name)
    return picture(page, demo)


OFF_THE_SCALE = {
    "softmax-loss": ("tau: 0.25, z: [1, -4, 0]", "the gradient, the loss curve, the tangent, the dot"),
    "loss-surface": ("eta: 6", "the walk"),
    "influence-balancing": ("K: 10", "the first unit"),
}


@pytest.mark.parametrize("demo", [DEMOS[name] for name in OFF_THE_SCALE], ids=OFF_THE_SCALE)
def test_what_leaves_the_axes_has_a_name_for_readers(page: Page, demo: Live) -> None:
    settings, named = OFF_THE_SCALE[demo.name]
    page.evaluate(
        f"""() => {{ const live = document.querySelector("#demo-{demo.name}").live;
        Object.entries({{ {settings} }}).forEach(([key, value]) => live.set(key, value));
        if ({int(demo.name != "softmax-loss")}) live.run(800); }}"""
    )
    expect(part(page, demo, ".rnn-off")).to_have_text(f"Off the scale: {named}.")


@pytest.mark.parametrize("demo", [DEMOS["forward-pass"]], ids=["forward-pass"])
def test_a_slider_that_counts_holds_whole_numbers_on_the_page_too(page: Page, demo: Live) -> None:
    for number in (3.9999999999999996, 3.5, 4.4):
        found = follow_on_page(page, demo, {"t": number}, 0)
        follow(demo, {"t": number}, 0)
        assert found["t"] == 4
        assert disagreements(demo, found) == []
        assert part(page, demo, "[name=t] + output").inner_text() == "4"
    page.goto(page.url.partition("#")[0] + "#forward-pass:t=6.6")
    expect(part(page, demo, "[name=t] + output")).to_have_text("7")
    assert page.evaluate("document.querySelector('#demo-forward-pass').live.values().t") == 7


@EACH
def test_every_control_acts_by_keyboard(page: Page, demo: Live) -> None:
    as_it_is = moved(page, demo, "")
    assert moved(page, demo, "") == as_it_is
    assert [key for key in demo.controls if moved(page, demo, key) == as_it_is] == []


@EACH
def test_the_tab_key_reaches_every_control(page: Page, demo: Live) -> None:
    wanted = part(page, demo, "input, select, button, summary, .rnn-handle[tabindex='0']").count()
    script = """() => [...document.querySelectorAll("input, select, button, summary, .rnn-handle")]
        .indexOf(document.activeElement)"""
    reached = set()
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(script))
    assert len(reached - {-1}) == wanted >= len(demo.controls)


@EACH
def test_a_link_brings_the_settings_back(browser: Browser, page: Page, demo: Live) -> None:
    settings, _ = plan(demo, np.random.default_rng(3))
    follow_on_page(page, demo, settings, 0)
    part(page, demo, "[data-do=link]").click()
    follow(demo, settings, 0)
    with visit(browser, page.url) as again:
        values = again.page.evaluate(f"document.querySelector('#demo-{demo.name}').live.values()")
        assert disagreements(demo, values) == []


# --- everywhere


@EACH
def test_reduced_motion_keeps_still(browser: Browser, folder: Path, demo: Live) -> None:
    for motion in ("reduce", "no-preference"):
        with browser.new_context(reduced_motion=motion) as context:  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(write_page(folder, [demo]).as_uri())
            page.wait_for_timeout(300)  # for what would start by itself and must not
            runs = demo.autoplay and motion == "no-preference"
            words = [] if demo.tick is None else ["Pause" if runs else demo.run_word]
            expect(part(page, demo, "[data-do=run]")).to_have_text(words)


@EACH
def test_a_phone_holds_it(browser: Browser, folder: Path, demo: Live) -> None:
    with visit(browser, write_page(folder, [demo]).as_uri(), width=PHONE) as seen:
        follow_on_page(seen.page, demo, *plan(demo, np.random.default_rng(4)))
        assert complaints(seen.page, "overflow") == []
        small = """() => [...document.querySelectorAll("button, input:not([type=checkbox]), select")]
            .filter((node) => node.getBoundingClientRect().height < 44).map((node) => node.outerHTML)"""
        assert seen.page.evaluate(small) == []
        narrow = """() => [...document.querySelectorAll(".rnn-handle")]
            .map((node) => node.getBoundingClientRect())
            .filter((box) => Math.min(box.width, box.height) < 24).length"""
        assert seen.page.evaluate(narrow) == 0


@EACH
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_can_be_read(browser: Browser, folder: Path, demo: Live, theme: str) -> None:
    with visit(browser, write_page(folder, [demo], theme).as_uri(), theme=theme) as seen:
        rng = np.random.default_rng(5)
        follow_on_page(seen.page, demo, *plan(demo, rng))
        while part(seen.page, demo, ".rnn-off").is_visible():  # what is cut off counts as behind a text
            follow_on_page(seen.page, demo, *plan(demo, rng))
        assert complaints(seen.page, "contrast", LEAST_CONTRAST) == []
        assert complaints(seen.page, "alternatives") == []
        assert complaints(seen.page, "symbols") == []


@EACH
def test_without_scripts_and_on_paper_the_picture_remains(browser: Browser, folder: Path, demo: Live) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(write_page(folder, [demo]).as_uri())
        for media in ("screen", "print"):
            page.emulate_media(media=media)  # type: ignore[arg-type]
            expect(part(page, demo, "svg")).to_be_visible()
            expect(part(page, demo, "figcaption")).to_be_visible()
            expect(part(page, demo, ".rnn-controls")).to_be_hidden()
        demo.reset()
        assert part(page, demo, "svg").get_attribute("aria-label") == demo.values().say(demo.sentence)


# --- weight


def weight(text: str) -> float:
    return len(gzip.compress(text.encode())) / KILOBYTE


def test_the_machine_is_light() -> None:
    sources = [(STATIC / f"{name}.js").read_text(encoding="utf-8") for name in MACHINE]
    assert weight("".join(sources)) <= 25


@EACH
def test_a_demo_is_light(demo: Live) -> None:
    arrays = re.compile(r'"\$":"[^"]*"')
    assert weight(arrays.sub("", demo.html())) <= HEAVIER.get(demo.name, 15)
