"""Demos in a browser: moved by keyboard, told, linked to, printed, on a phone, from the disk."""

import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import Visit, visit
from playwright.sync_api import Browser, Page, expect
from test_explore import demo
from test_explore_calculator import NAMES

from rnnlib.explore import calculator, explore, one_neuron
from rnnlib.explore.calculator import number

STATIC = Path(explore.__code__.co_filename).parent / "static"
DEMO = demo(default={"t": 2, "w": 1.0}, labels={"t": "time step t"})
OTHER = demo(name="other", play=None)
CALCULATOR = calculator(one_neuron.DEFINITION, name="one-neuron", caption="Step.")
PHONE = 390
SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Demos</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="explore.css">
<script src="near.js"></script><script src="arrays.js"></script><script src="python.js"></script>
<script src="explore.js"></script>
</head><body>
<p style="height:1200px">Far above.</p>{}</body></html>"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(STATIC, folder, dirs_exist_ok=True)
    body = DEMO.html(True) + OTHER.html(True) + CALCULATOR.html()
    (folder / "page.html").write_text(SHELL.format(body), encoding="utf-8")
    return folder / "page.html"


def showing(page: Page, **settings: Any) -> bool:
    """Whether the picture of the first demo is, element for element, the frame of these settings."""
    script = """([place, frame]) => {
        const other = document.createElement("div"); other.innerHTML = frame;
        return other.firstElementChild.isEqualNode(place.firstElementChild);
    }"""
    place = page.locator("#demo-a-demo .rnn-frame").element_handle()
    return page.evaluate(script, [place, DEMO.frame({"t": 2, "w": 1.0, "kind": "tanh"} | settings)])


def part(page: Page, what: str, name: str = "a-demo") -> Any:
    return page.locator(f"#demo-{name} {what}")


def value(page: Page, name: str) -> Any:
    return part(page, f"[data-value={name}]", "one-neuron")


def hold_the_clock(page: Page) -> None:
    """Let time pass on the page only when it is told to: no busy machine comes between two steps."""
    page.clock.install(time=0)
    page.clock.pause_at(3600)


# --- frames


def test_the_arrow_keys_choose_the_frame(page: Page) -> None:
    assert showing(page)
    part(page, "[name=t]").focus()
    page.keyboard.press("ArrowRight")
    assert showing(page, t=3)
    assert not showing(page)
    page.keyboard.press("Home")
    assert showing(page, t=1)
    part(page, "[name=w]").focus()
    page.keyboard.press("ArrowLeft")
    assert showing(page, t=1, w=-0.5)
    part(page, "[name=kind]").select_option("ReLU, cut at 0")
    assert showing(page, t=1, w=-0.5, kind="ReLU, cut at 0")


def test_a_move_is_told(page: Page) -> None:
    slider = part(page, "[name=t]")
    assert slider.get_attribute("aria-valuetext") == "2"
    assert page.get_by_label("time step t").get_attribute("name") == "t"
    voice = part(page, "[role=status]")
    expect(voice).to_be_empty()
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "3"
    expect(part(page, "label:has([name=t]) output")).to_have_text("3")
    expect(part(page, "svg")).to_have_attribute("aria-label", "Step 3 with w = 1.0 and tanh </script>.")
    expect(voice).to_have_text("Step 3 with w = 1.0 and tanh </script>.")


def test_quick_moves_are_told_once(page: Page) -> None:
    page.evaluate(
        """() => { window.told = []; const voice = document.querySelector("#demo-a-demo [role=status]");
        new MutationObserver(() => told.push(voice.textContent)).observe(voice, { childList: true }); }"""
    )
    hold_the_clock(page)
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft"):
        part(page, "[name=t]").press(key)
    page.clock.run_for(1000)
    expect(part(page, "[role=status]")).to_have_text(re.compile("Step 1"))
    assert len(page.evaluate("told")) == 1


def test_play_begins_at_the_beginning_and_steps_to_the_end(page: Page) -> None:
    button = part(page, "[data-do=play]")
    assert showing(page, t=2)
    hold_the_clock(page)
    button.click()
    assert showing(page, t=1)
    expect(button).to_have_text("Pause")
    page.clock.run_for(2000)
    expect(button).to_have_text("Play")
    assert showing(page, t=3)
    button.click()  # from the end it begins again
    assert showing(page, t=1)
    assert part(page, "[data-do=play]", "other").count() == 0


def test_play_goes_on_from_where_it_was_paused(page: Page) -> None:
    button, slider = part(page, "[data-do=play]"), part(page, "[name=t]")
    hold_the_clock(page)
    button.click()
    page.clock.run_for(1000)
    expect(slider).to_have_value("1")
    button.click()
    expect(button).to_have_text("Play")
    page.clock.run_for(2000)
    assert showing(page, t=2)
    button.click()
    assert showing(page, t=2)
    button.click()
    slider.press("ArrowRight")  # moved by hand: no longer where it was paused
    button.click()
    assert showing(page, t=1)


def test_reset_goes_back_to_the_first_settings(page: Page) -> None:
    part(page, "[name=t]").press("End")
    part(page, "[name=kind]").select_option("ReLU, cut at 0")
    part(page, "[data-do=reset]").click()
    assert showing(page)
    expect(part(page, "[name=kind]")).to_have_value("tanh")


def test_a_link_reproduces_the_settings(browser: Browser, seen: Visit) -> None:
    part(seen.page, "[name=t]").press("End")
    part(seen.page, "[name=kind]").select_option("ReLU, cut at 0")
    button = part(seen.page, "[data-do=link]")
    button.click()
    expect(button).to_have_text(re.compile("Link (copied|is in the address bar)"))
    address = seen.page.url
    assert address.endswith("#a-demo:t=3,w=1,kind=ReLU%2C%20cut%20at%200")
    with visit(browser, address) as again:
        assert showing(again.page, t=3, kind="ReLU, cut at 0")
        expect(part(again.page, ".rnn-frame")).to_be_in_viewport()
        expect(part(again.page, "[name=t]", "other")).to_have_value("0")
        assert again.errors == []


@pytest.mark.parametrize(
    "address", ["#a-demo:t=9,w=1.0,z=3", "#a-demo:", "#a-demo:t=%E0%A4%A", "#nowhere:t=1"]
)
def test_a_damaged_link_changes_nothing(browser: Browser, page_file: Path, address: str) -> None:
    with visit(browser, page_file.as_uri() + address) as seen:
        assert showing(seen.page)
        assert seen.errors == []


def test_a_link_on_the_page_itself_moves_the_demo(page: Page) -> None:
    page.evaluate("location.hash = '#a-demo:t=1'")
    expect(part(page, "[name=t]")).to_have_value("0")
    assert showing(page, t=1)
    page.evaluate("location.hash = '#one-neuron:h_0=0.5'")
    expect(value(page, "dW_hh")).not_to_have_text("0.000000")


# --- without scripts, on paper, on a phone


def test_without_scripts_the_default_frame_remains(browser: Browser, page_file: Path) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        expect(part(page, "svg")).to_be_visible()
        expect(part(page, "svg")).to_have_attribute("aria-label", re.compile("Step 2 with w = 1.0"))
        expect(part(page, "figcaption")).to_be_visible()
        expect(part(page, ".rnn-controls")).to_be_hidden()
        expect(value(page, "h")).to_have_text("0.462117")


def test_on_paper_there_are_no_controls(page: Page) -> None:
    expect(part(page, ".rnn-controls")).to_be_visible()
    page.emulate_media(media="print")
    expect(part(page, ".rnn-controls")).to_be_hidden()
    expect(part(page, "svg")).to_be_visible()


def found(page: Page, selector: str, wrong: str) -> list[str]:
    """Return the elements whose box is wrong."""
    script = """([selector, wrong]) => [...document.querySelectorAll(selector)]
        .filter((node) => eval(`(box) => ${wrong}`)(node.getBoundingClientRect()))
        .map((node) => node.outerHTML.slice(0, 80))"""
    return page.evaluate(script, [selector, wrong])


def too_wide(page: Page) -> list[str]:
    return found(page, "body *", f"box.right > {PHONE}")


def too_small(page: Page) -> list[str]:
    return found(page, "button, input, select", "box.height < 44")


def test_a_phone_holds_it_all(browser: Browser, page_file: Path) -> None:
    with visit(browser, page_file.as_uri(), width=PHONE) as seen:
        assert too_wide(seen.page) == []
        assert too_small(seen.page) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= PHONE
        seen.page.add_style_tag(content=".rnn-frame { width: 500px } button { min-height: 0 !important }")
        assert too_wide(seen.page)
        assert too_small(seen.page)


# --- the calculator


def worst(page: Page, source: str) -> float:
    """Return the largest relative difference between a JavaScript function and the Python one."""
    rng = np.random.default_rng(2)
    settings = [
        dict(zip(NAMES, row, strict=True)) for row in rng.uniform(-2, 2, size=(200, len(NAMES))).tolist()
    ]
    run = "([source, all]) => all.map((given) => eval(`(${source})`)(nd).compute(...Object.values(given)))"
    found = page.evaluate(run, [source, settings])
    differences = []
    for given, computed in zip(settings, found, strict=True):
        expected = one_neuron.compute(**given)
        assert computed.keys() == expected.keys()
        differences += [abs(computed[k] - v) / max(1e-3, abs(v)) for k, v in expected.items()]
    return max(differences)


def test_javascript_computes_what_python_computes(page: Page) -> None:
    source = page.evaluate("window.rnnCompute['one-neuron'].toString()")
    assert worst(page, source) < 1e-12
    assert worst(page, source.replace("(1 - (a0 * a0))", "(1 + (a0 * a0))")) > 0.01


def test_the_calculator_starts_with_the_example(page: Page) -> None:
    for name, expected in one_neuron.compute().items():
        expect(value(page, name)).to_have_text(number(expected))


def test_the_calculator_follows_every_control(page: Page) -> None:
    for name in NAMES:
        before = part(page, "", "one-neuron").inner_text()
        part(page, f"[type=range][name={name}]", "one-neuron").press("ArrowRight")
        assert part(page, "", "one-neuron").inner_text() != before, name
    part(page, "[data-do=reset]", "one-neuron").click()
    part(page, "[type=number][name=h_0]", "one-neuron").fill("0.5")
    values = one_neuron.compute(h_0=0.5)
    for name in ("dW_hh", "L", "W_hh_new"):
        expect(value(page, name)).to_have_text(number(values[name]))
    expect(part(page, "[data-slot=dW_hh]", "one-neuron")).to_have_text(number(values["dW_hh"], 3))
    expect(part(page, "svg", "one-neuron")).to_have_attribute(
        "aria-label", re.compile(f"loss {values['L']:.6f}")
    )
    assert part(page, "[type=range][name=h_0]", "one-neuron").input_value() == "0.5"


def test_a_step_descends(page: Page) -> None:
    step, trail = part(page, "[data-do=step]", "one-neuron"), part(page, ".rnn-trail", "one-neuron")
    expect(trail).to_have_text("No step taken yet.")
    settings: dict[str, float] = {}
    losses = [one_neuron.compute()["L"]]
    for _ in range(3):
        step.click()
        new = one_neuron.compute(**settings)
        settings |= {weight: new[f"{weight}_new"] for weight in ("W_xh", "W_hh", "W_hy")}
        losses.append(one_neuron.compute(**settings)["L"])
    assert losses == sorted(losses, reverse=True)
    expect(trail).to_have_text(f"Steps: 3. Loss: {' → '.join(f'{loss:.6f}' for loss in losses)}")
    shown = part(page, "[type=number][name=W_xh]", "one-neuron").input_value()
    assert float(shown) == pytest.approx(settings["W_xh"], abs=5e-7)
    part(page, "[type=range][name=x]", "one-neuron").press("ArrowRight")
    expect(trail).to_have_text("No step taken yet.")
    part(page, "[data-do=reset]", "one-neuron").click()
    test_the_calculator_starts_with_the_example(page)


def test_an_empty_number_is_marked_and_changes_nothing(page: Page) -> None:
    field = part(page, "[type=number][name=x]", "one-neuron")
    field.fill("")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(value(page, "h")).to_have_text("0.462117")
    field.fill("1e200")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(value(page, "h")).to_have_text("1.000000")
    part(page, "[type=number][name=y]", "one-neuron").fill("1e200")
    expect(value(page, "L")).to_have_text("overflow")


def test_a_link_keeps_every_digit_of_the_weights(browser: Browser, seen: Visit) -> None:
    part(seen.page, "[data-do=step]", "one-neuron").click()
    part(seen.page, "[data-do=link]", "one-neuron").click()
    values = [value(seen.page, n).inner_text() for n in one_neuron.compute()]
    assert str(one_neuron.compute()["W_xh_new"]) in seen.page.url
    with visit(browser, seen.page.url) as again:
        assert values == [value(again.page, n).inner_text() for n in one_neuron.compute()]
