"""Demos: one pure function, the same picture live and in the page, and errors that name the settings."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
import pytest
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import explore

SETTINGS: dict[str, Any] = {"t": range(1, 4), "w": [-0.5, 1.0], "kind": ["tanh", "ReLU, cut at 0"]}


def draw(t: int, w: float, kind: str) -> Figure:
    fig, ax = figures.new()
    ax.plot(range(t + 1), [w * k for k in range(t + 1)], "o-")
    ax.set(xlim=(0, 3), ylim=(-3, 3), title=kind)
    return figures.describe(fig, f"Step {t} with w = {w} and {kind} </script>.")


def demo(**changes: Any) -> Any:
    arguments = {"draw": draw, "settings": SETTINGS, "name": "a-demo", "caption": "Move t.", "play": "t"}
    return explore(**(arguments | changes))


def frames_in(page: str) -> list[str]:
    """Unpack the frames of a page, as explore.js does."""
    data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)[1])
    frames = []
    for packed in data["frames"]:
        ends = [[int(end) for end in part.split("-")] for part in packed.split()]
        frames.append("\n".join(line for part in ends for line in data["lines"][part[0] : part[-1] + 1]))
    return frames


# --- the page


def test_a_page_holds_every_frame_and_shared_lines_once() -> None:
    shown = demo(default={"w": 1.0})
    page = shown.html(with_frames=True)
    packed = frames_in(page)
    assert packed == list(shown.frames())
    assert packed[2] == shown.frame({"t": 1, "w": 1.0, "kind": "tanh"}) == shown.default_frame
    assert len(set(packed)) == 12
    assert len(page) < 0.5 * sum(map(len, packed))


def test_a_page_says_what_to_try_without_scripts() -> None:
    page = demo(caption="Is 1 < 2?").html(with_frames=False)
    assert "<figcaption>Is 1 &lt; 2?</figcaption>" in page
    assert "Run the notebook to move it." in page
    assert "Step 1 with w = -0.5" in page
    assert "<input" not in page


def test_controls_are_labelled_and_hidden_until_they_work() -> None:
    page = demo(labels={"t": "time step t"}, default={"kind": "ReLU, cut at 0"}).html(with_frames=True)
    assert '<div class="rnn-controls" hidden style="--rows: 3"><template>' in page
    assert '<label class="rnn-row"><span>time step t</span><input type="range" name="t"' in page
    assert "<option selected>ReLU, cut at 0</option>" in page
    assert 'data-do="play"' in page
    assert 'data-do="play"' not in demo(play=None).html(with_frames=True)


def test_frames_are_the_same_in_every_process() -> None:
    code = "import test_explore as t, sys; sys.stdout.buffer.write(t.demo().html(True).encode())"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent, capture_output=True, check=True
    )
    assert run.stdout.decode() == demo().html(with_frames=True)


def test_frames_are_drawn_only_for_the_book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNROLLED_FRAMES", "1")
    book = demo()._repr_mimebundle_()
    assert set(book) == {"text/plain", "text/html"}
    assert len(frames_in(book["text/html"])) == 12
    monkeypatch.delenv("UNROLLED_FRAMES")
    live = demo()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in live
    assert "Run the notebook" in live["text/html"]
    assert live["text/plain"].startswith("Demo a-demo: Step 1")


# --- live


def parts(box: Any) -> tuple[dict[str, Any], Any]:
    """Return the controls by description, and the picture."""
    found: list[Any] = []

    def walk(widget: Any) -> None:
        found.append(widget)
        for child in getattr(widget, "children", ()):
            walk(child)

    walk(box)
    controls = {getattr(w, "description", ""): w for w in found}
    controls["play"] = next((w for w in found if isinstance(w, ipywidgets.Play)), None)
    return controls, next(w for w in found if isinstance(w, ipywidgets.HTML) and "<svg" in w.value)


def test_a_live_slider_redraws_what_the_page_holds() -> None:
    shown = demo()
    controls, picture = parts(shown.widget())
    assert shown.default_frame in picture.value
    controls["t"].value = 3
    controls["w"].value = 1.0
    controls["kind"].value = "ReLU, cut at 0"
    assert frames_in(shown.html(with_frames=True))[-1] in picture.value
    controls["Reset"].click()
    assert shown.default_frame in picture.value


def test_live_play_moves_the_slider() -> None:
    controls, picture = parts(demo().widget())
    controls["play"].value = 2
    assert controls["t"].value == 3
    assert "Step 3" in picture.value
    assert parts(demo(play=None).widget())[0]["play"] is None


def test_live_play_is_a_button_with_the_words_of_the_page() -> None:
    controls, _ = parts(demo().widget())
    button = controls["Play"]
    button.click()
    assert (controls["play"].playing, button.description) == (True, "Pause")
    button.click()
    assert (controls["play"].playing, button.description) == (False, "Play")


def test_live_play_begins_at_the_beginning_and_goes_on_from_a_pause() -> None:
    player = parts(demo(default={"t": 2}).widget())[0]["play"]
    assert player.value == 1
    player.playing = True
    assert player.value == 0
    player.value, player.playing = 1, False
    player.playing = True
    assert player.value == 1
    player.value, player.playing = 2, False  # the end
    player.playing = True
    assert player.value == 0


def test_symbols_of_captions_and_labels_have_subscripts() -> None:
    shown = demo(caption="Move W_hh.", labels={"w": "factor on W_hh"})
    for written in (shown.html(with_frames=True), shown.html(with_frames=False)):
        assert "Move W<sub>hh</sub>." in written
        assert "W_hh" not in written
    assert "factor on W<sub>hh</sub>" in shown.html(with_frames=True)
    controls, _ = parts(shown.widget())
    assert controls["factor on Wₕₕ"].layout.width == "auto"


def test_a_live_error_is_shown_in_place_of_the_picture() -> None:
    def fragile(t: int) -> Figure:
        if t == 2:
            raise ZeroDivisionError("no second step")
        return draw(t, 1.0, "tanh")

    controls, picture = parts(explore(fragile, {"t": [1, 2]}, name="a", caption="Try.").widget())
    controls["t"].value = 2
    assert "demo 'a' at t=2: draw raised ZeroDivisionError: no second step" in picture.value.replace(
        "&#x27;", "'"
    )


# --- errors


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"draw": 3}, TypeError, "draw must be a function of the settings, got int"),
        ({"name": "A demo"}, ValueError, "name must be lower-case .* got 'A demo'"),
        ({"name": "a--b"}, ValueError, "name must be"),
        ({"caption": " "}, ValueError, "caption must say what to try"),
        ({"settings": {}}, ValueError, "at least one setting"),
        ({"settings": {"t": []}}, TypeError, r"settings\['t'\] must be all numbers or all texts, got \[\]"),
        ({"settings": {"t": [1, "a"]}}, TypeError, r"settings\['t'\] must be all numbers or all texts"),
        ({"settings": {"t": [True]}}, TypeError, r"settings\['t'\] must be all numbers or all texts"),
        ({"settings": {"t": "abc"}}, TypeError, "must be a list of values, got the text 'abc'"),
        ({"settings": {"t": [1.0, np.nan]}}, ValueError, "must be finite"),
        ({"settings": {"t": [1, 1 + 1e-9]}}, ValueError, "must differ in six digits"),
        ({"settings": {"a b": [1]}}, ValueError, "'a b', expected a Python identifier"),
        ({"settings": {"t": range(226)}}, ValueError, "settings make 226 frames, at most 225"),
        ({"default": {"t": 9}}, ValueError, r"default has t=9, expected one of \[1, 2, 3\]"),
        ({"default": {"s": 1}}, ValueError, "default names 's', which is not one of the settings"),
        ({"labels": {"s": "s"}}, ValueError, "labels names 's'"),
        ({"play": "s"}, ValueError, "play names 's'"),
    ],
)
def test_an_argument_that_does_not_fit(changes: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        demo(**changes)


def test_values_may_come_from_numpy() -> None:
    shown = explore(lambda w: draw(1, w, "tanh"), {"w": np.linspace(0, 1, 3)}, name="a", caption="Try.")
    assert shown.grid == {"w": [0.0, 0.5, 1.0]}
    assert type(shown.grid["w"][0]) is float


def untold(t: int) -> Figure:
    return draw(t, 1.0, "tanh") if t == 1 else figures.new()[0]


def growing(t: int) -> Figure:
    return figures.describe(figures.new(width=4 + t)[0], "Larger and larger.")


def idle(t: int) -> Figure:
    return figures.describe(figures.new()[0], f"Step {t}, and nothing to see of it.")


def failing(t: int) -> Figure:
    raise KeyError("no such weight")


@pytest.mark.parametrize(
    ("function", "error", "message"),
    [
        (untold, ValueError, "demo 'a' at t=2: .*no text alternative"),
        (growing, ValueError, "demo 'a': the frame at {'t': 2} has another size"),
        (idle, ValueError, "demo 'a': the frames at {'t': 1} and {'t': 2} show the same picture"),
        (failing, RuntimeError, "demo 'a' at t=1: draw raised KeyError: 'no such weight'"),
        (lambda t: None, TypeError, "demo 'a' at t=1: .*must be a matplotlib Figure, got NoneType"),
    ],
)
def test_a_frame_that_cannot_be_shown(
    function: Callable[..., Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        explore(function, {"t": [1, 2]}, name="a", caption="Try.").html(with_frames=True)
