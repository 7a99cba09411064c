"""The built book in a browser that reaches no other host: every page loads, moves, fits and can be read."""

from pathlib import Path

import pytest
import yaml
from browser import serve, visit
from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
CHECKS = (HERE / "page_checks.js").read_text(encoding="utf-8")
TOC = yaml.safe_load((HERE.parent / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [TOC["root"], *(entry["file"] for part in TOC["parts"] for entry in part["chapters"])]
LEAST_CONTRAST = 4.5  # WCAG 2, level AA
PHONE = 390

# Those of a demo that runs act on what is to come; tests/test_live.py moves them.
SLIDERS = ".rnn-demo:not(:has([data-do=run])) input[type=range]"
PICTURE = "slider => slider.closest('.rnn-demo').querySelector('.rnn-frame').innerHTML"


def complaints(page: Page, check: str, *arguments: float) -> list[str]:
    """Run one of the checks of page_checks.js."""
    page.evaluate(CHECKS)
    return page.evaluate("([check, given]) => checks[check](...given)", [check, arguments])


def dead_sliders(page: Page) -> list[str]:
    """Move every slider by one key press, and back; names those that leave their demo's picture as it was."""
    dead = []
    for slider in page.locator(SLIDERS).all():
        before = slider.evaluate(PICTURE)
        slider.focus()
        at_the_end = slider.evaluate("slider => slider.value === slider.max")
        page.keyboard.press("ArrowLeft" if at_the_end else "ArrowRight")
        if slider.evaluate(PICTURE) == before:
            dead.append(slider.evaluate("s => s.closest('.rnn-demo').dataset.name + ': ' + s.name"))
        page.keyboard.press("ArrowRight" if at_the_end else "ArrowLeft")
    return dead


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page(browser: Browser, site: str, name: str, theme: str) -> None:
    with visit(browser, f"{site}/{name}.html", theme=theme) as seen:
        page = seen.page
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        checks = ("mathematics", "symbols", "alternatives", "overflow", "boxes")
        found = {check: complaints(page, check) for check in checks}
        found["contrast"] = complaints(page, "contrast", LEAST_CONTRAST)
        found["sliders"] = dead_sliders(page)
        page.set_viewport_size({"width": PHONE, "height": 844})
        found["overflow on a phone"] = complaints(page, "overflow")
        found["boxes on a phone"] = complaints(page, "boxes")
        found["errors"], found["other hosts"] = seen.errors, seen.foreign
    assert {what: said for what, said in found.items() if said} == {}


def test_the_front_door_loads(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/index.html") as seen:
        seen.page.wait_for_url("**/chapters/intro.html")
        assert (seen.errors, seen.foreign) == ([], [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("04_bptt.html", "05_backpropagation_through_time.html"),
        ("05_bptt_by_hand.html", "04_bptt_by_hand.html"),
        ("notation.html", "appendix/notation.html"),
    ],
)
@pytest.mark.parametrize("from_disk", [False, True], ids=["served", "from the disk"])
def test_an_old_address_leads_to_the_new_one(
    browser: Browser, built: Path, site: str, old: str, new: str, from_disk: bool
) -> None:
    chapters = (built / "chapters").as_uri() if from_disk else f"{site}/chapters"
    with visit(browser, f"{chapters}/{old}#exercises") as seen:
        seen.page.wait_for_url(f"{chapters}/{new}#exercises")
        assert "moved" not in seen.page.title()
        assert (seen.errors, seen.foreign) == ([], [])
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{chapters}/{old}")
        page.wait_for_url(f"{chapters}/{new}")


def test_a_page_works_from_the_disk(browser: Browser, built: Path) -> None:
    with visit(browser, (built / "chapters" / "05_backpropagation_through_time.html").as_uri()) as seen:
        page = seen.page
        assert page.locator(".katex").count() > 10
        assert page.locator(SLIDERS).count() > 0
        assert complaints(page, "mathematics") == []
        assert dead_sliders(page) == []
        assert (seen.errors, seen.foreign) == ([], [])


# --- each check finds what it is there to find

DEMO = (
    '<figure class="rnn-demo" data-name="d"><input type="range" name="t" min="0" max="3" value="0" {moves}>'
    '<div class="rnn-frame">0</div></figure>'
)
MOVES = 'oninput="this.nextElementSibling.textContent = this.value"'
WIDE = '<div {given} style="{style}"><div style="width:600px">x</div></div>'
REACHED = 'tabindex="0" data-more="right"'
SEEN = "overflow-x:auto; box-shadow: inset -9px 0 9px #000"
DRAWING = (
    '<svg aria-label="a" width="99" height="50"><rect width="99" height="50" fill="{paper}"/>'
    '<text y="20" fill="{ink}">w</text></svg>'
)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        ("mathematics", "<p>It costs 3 $ or 4 $.</p>", "<p>Then $$h_t$$ follows.</p>"),
        ("mathematics", "<code>$x$</code>", r"<p>Then \(h_t\) follows.</p>"),
        ("mathematics", '<i class="math"><b class="katex">x</b></i>', '<i class="math">x</i>'),
        ("mathematics", '<b class="katex">x</b>', '<b class="katex"><b class="katex-error">x</b></b>'),
        ("mathematics", "<p>Werbos (1990)</p>", "<p>{cite:t}<code>werbos</code></p>"),
        ("alternatives", '<img src="data:," alt="a net">', '<img src="data:,">'),
        ("alternatives", '<img src="data:," alt="">', '<img src="data:," alt="_images/0a1b.png">'),
        ("alternatives", '<svg role="img" aria-label="a net"></svg>', '<svg role="img"></svg>'),
        ("overflow", '<div style="width:300px">x</div>', '<div style="width:600px">x</div>'),
        (
            "overflow",
            '<div style="overflow-x:auto"><div style="width:600px">x</div></div>',
            '<div style="overflow:hidden"><div style="width:600px">x</div></div>',
        ),
        (
            "overflow",
            f'<pre style="overflow-x:auto">{"x" * 99}</pre>',
            f'<pre style="overflow-x:auto;scrollbar-width:none">{"x" * 99}</pre>',
        ),
        ("symbols", "<p>W<sub>hh</sub>, <code>W_hh</code>, clip_grad_norm</p>", "<p>Only W_hh moves.</p>"),
        ("symbols", "<label>x<sub>t+1</sub></label>", "<label>x_{t+1}</label>"),
        ("boxes", WIDE.format(given=REACHED, style=SEEN), WIDE.format(given="", style=SEEN)),
        (
            "boxes",
            '<div style="width:300px">x</div>',
            WIDE.format(given='tabindex="0"', style="overflow-x:auto"),
        ),
        ("boxes", '<div style="width:300px">x</div>', WIDE.format(given="", style="overflow:hidden")),
        ("contrast", '<p style="color:#767676">x</p>', '<p style="color:#777">x</p>'),
        ("contrast", '<p style="color:#000">x</p>', '<p style="color:rgba(0,0,0,.5)">x</p>'),
        (
            "contrast",
            '<p style="color:#000">x</p>',
            '<div style="opacity:.5"><p style="color:#000">x</p></div>',
        ),
        ("contrast", '<p style="background:#000;color:#fff">x</p>', '<p style="background:#000">x</p>'),
        ("contrast", DRAWING.format(paper="#fff", ink="#000"), DRAWING.format(paper="#333", ink="#000")),
        (
            "contrast",
            "<details><summary>a</summary>b</details>",
            '<details><summary>a</summary><p style="color:#bbb">b',
        ),
    ],
)
def test_a_check_fails_when_it_should(browser: Browser, check: str, good: str, bad: str) -> None:
    with browser.new_page(viewport={"width": PHONE, "height": 844}) as page:
        given = (LEAST_CONTRAST,) if check == "contrast" else ()
        frame = '<!doctype html><meta name="viewport" content="width=device-width"><main>{}</main>'
        page.set_content(frame.format(good))
        assert complaints(page, check, *given) == []
        page.set_content(frame.format(bad))
        assert complaints(page, check, *given) != []


def test_dead_sliders_are_found(browser: Browser) -> None:
    with browser.new_page() as page:
        page.set_content(DEMO.format(moves=MOVES))
        assert dead_sliders(page) == []
        page.set_content(DEMO.format(moves=""))
        assert dead_sliders(page) == ["d: t"]


def test_errors_and_requests_to_other_hosts_are_found(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "good.html").write_text('<!doctype html><link rel="icon" href="data:,"><p>Fine.</p>')
    (tmp_path / "bad.html").write_text(
        '<!doctype html><link rel="icon" href="data:,"><img src="https://example.org/x.png" alt="">'
        "<script>console.error('oh'); undefined_name;</script>"
    )
    with serve(tmp_path) as url:
        with visit(browser, f"{url}/good.html") as seen:
            assert (seen.errors, seen.foreign) == ([], [])
        with visit(browser, f"{url}/bad.html") as seen:
            assert seen.foreign == ["https://example.org/x.png"]
            assert any("oh" in error for error in seen.errors)
            assert any("undefined_name" in error for error in seen.errors)
