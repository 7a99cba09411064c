"""A live demo: a listing, controls and a picture, defined once in Python and running in two places.

On the published page the listing is compiled to JavaScript and the picture's marks are redrawn there; with a
kernel the same listing runs in Python, behind widgets. :class:`Live` is the demo as Python sees it, and the
page offers the same: ``document.querySelector("#demo-NAME").live``.
"""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import marks, page
from rnnlib.explore.compiler import compile_functions
from rnnlib.explore.controls import Control
from rnnlib.explore.packing import pack
from rnnlib.explore.spelling import Values, Words
from rnnlib.symbols import in_html

State = dict[str, Any]
Settings = dict[str, Any]


class Live:
    """What :func:`live` returns: the last expression of a cell, and the demo that a test can run."""

    def __init__(self, name: str, caption: str, **parts: Any) -> None:
        self.name, self.caption = name, caption
        self.controls: dict[str, Control] = parts["controls"]
        self.arrays: State = parts["arrays"]
        self.start, self.tick, self.show = parts["start"], parts["tick"], parts["show"]
        self.draw, self.sentence = parts["draw"], parts["sentence"]
        self.words: dict[str, Any] = parts["words"]
        self.pace, self.run_word, self.autoplay = parts["pace"], parts["run"], parts["autoplay"]
        self.worker: bool = parts["worker"]
        self.folds: dict[str, list[str]] = parts["folds"]
        self.stories: dict[str, tuple[Settings, str]] = parts["stories"]
        self.reset()

    def reset(self) -> None:
        """Go back to the first settings and the first state."""
        self.settings: Settings = {key: control.first() for key, control in self.controls.items()}
        self.begin()

    def begin(self) -> None:
        """Go back to the first state, with the present settings."""
        arrays = _copy(self.arrays)
        self.state = self.start(arrays, dict(self.settings)) if self.start else arrays

    def set(self, name: str, value: Any) -> None:
        """Move a control; what it holds is described where it is made, in :mod:`rnnlib.explore.controls`."""
        if name not in self.controls:
            raise ValueError(f"name must be one of the controls {list(self.controls)}, got {name!r}")
        control = self.controls[name]
        self.settings[name] = control.setting(value)
        if control.restarts or self.tick is None:
            self.begin()

    def tell(self, title: str) -> str:
        """Begin with the settings of a story; return what to watch."""
        if title not in self.stories:
            raise ValueError(f"title must be one of the stories {list(self.stories)}, got {title!r}")
        self.reset()
        settings, watch = self.stories[title]
        for name, value in settings.items():
            self.set(name, value)
        return watch

    @property
    def done(self) -> bool:
        """Say whether the run has come to its end."""
        return bool(self.state.get("done", False))

    def run(self, ticks: int = 1, seconds: float = math.inf) -> None:
        """Run so many ticks, or as many as there are until the end, or until the seconds are over."""
        if self.tick is None:
            raise ValueError(f"demo {self.name!r} has no tick to run")
        end = time.monotonic() + seconds
        for _ in range(ticks):
            if self.done or time.monotonic() > end:
                break
            with np.errstate(all="ignore"):  # an overflow is shown as such
                self.tick(self.state, self.settings)

    def values(self) -> Values:
        """Return what the picture shows: the settings, and what the listing says to show."""
        with np.errstate(all="ignore"):
            shown = self.show(self.state, self.settings)
        return Values({**self.settings, **shown}, self.words)

    def figure(self) -> Figure:
        """Draw the picture of this moment."""
        values = self.values()
        with figures.style(), marks.exact():
            drawn = self.draw(values)
        return figures.describe(drawn, values.say(self.sentence))

    def _svg(self, fig: Figure) -> str:
        with marks.exact():
            return figures.svg(fig, prefix=self.name)

    def picture(self) -> str:
        """Return the picture of this moment as SVG."""
        return self._svg(self.figure())

    def program(self) -> str:
        """Return the listing as the source of a JavaScript function."""
        return compile_functions(*(part for part in (self.start, self.tick, self.show) if part))

    def html(self) -> str:
        """Return the demo for a page, as it begins."""
        self.reset()
        fig = self.figure()
        content = {
            "controls": {key: control.data() for key, control in self.controls.items()},
            "arrays": pack(self.arrays),
            "marks": marks.data(fig),
            "sentence": self.sentence,
            "words": self.words,
            "pace": self.pace,
            "autoplay": self.autoplay,
            "worker": self.worker,
            "stories": {
                title: {"settings": {k: written(v) for k, v in settings.items()}, "watch": in_html(watch)}
                for title, (settings, watch) in self.stories.items()
            },
        }
        words = {"run": self.run_word, "tick": "One step"} if self.tick else {}
        buttons = "".join(
            f'<button type="button" data-do="{key}">{word}</button>' for key, word in words.items()
        )
        scripts = (
            f"{page.data(content)}\n<script>(window.rnnPrograms ??= {{}})[{self.name!r}] =\n"
            f"{self.program()};</script>\n"
        )
        note = '<p class="rnn-off" hidden></p>\n'
        picture = self._svg(fig)
        return page.figure(
            self.name, self.caption, page.controls(self._rows(), buttons), picture, scripts, note
        )

    def _rows(self) -> str:
        """Return the native controls: the stories, then what is always seen, then what is folded."""
        folded = {key for keys in self.folds.values() for key in keys}
        rows = {key: control.row(key) for key, control in self.controls.items()}
        seen = "".join(row for key, row in rows.items() if key not in folded)
        folds = "".join(
            page.fold(title, "".join(rows[key] for key in keys)) for title, keys in self.folds.items()
        )
        return page.stories(self.stories) + seen + folds

    def __repr__(self) -> str:
        return f"Demo {self.name}: {self.values().say(self.sentence)}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = {"text/plain": repr(self), "text/html": self.html()}
        if page.published():
            return bundle
        from rnnlib.explore.live_widget import widget

        return widget(self)._repr_mimebundle_() | bundle


def written(value: Any) -> str:
    """Write what a control holds as it stands in a link."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _copy(arrays: Mapping[str, Any]) -> State:
    """Copy what a listing may change."""
    return {
        key: _copy(value) if isinstance(value, Mapping) else np.array(value) if _is_array(value) else value
        for key, value in arrays.items()
    }


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray | list | tuple)


def live(
    name: str,
    caption: str,
    *,
    controls: Mapping[str, Control],
    show: Callable[[State, Settings], dict[str, Any]],
    draw: Callable[[Values], Figure],
    sentence: str,
    arrays: Mapping[str, Any] | None = None,
    start: Callable[[State, Settings], State] | None = None,
    tick: Callable[[State, Settings], None] | None = None,
    words: Words | None = None,
    pace: float = 60,
    run: str = "Run",
    autoplay: bool = False,
    worker: bool = False,
    folds: Mapping[str, Sequence[str]] | None = None,
    stories: Mapping[str, tuple[Settings, str]] | None = None,
) -> Live:
    """Show a calculation that the page itself carries out.

    `start`, `tick` and `show` are compiled, with all that they call: they keep to the subset of the compiler.

    Parameters
    ----------
    name : str
        Lower-case letters, digits and hyphens; unique in the book.
    caption : str
        What to try: plain text; a symbol such as ``W_hh`` is shown with its subscript.
    controls : mapping
        Name of a setting -> what moves it, from :mod:`rnnlib.explore.controls`.
    show : callable
        ``show(state, settings)`` returns a dict of the numbers, texts and arrays that are shown.
    draw : callable
        Draws them with matplotlib, what moves by :mod:`rnnlib.explore.marks`; settings are among its values.
    sentence : str
        Says what is seen: the text alternative, with values as ``{loss:.3f}``.
    arrays : mapping, optional
        What the listing starts from: arrays, numbers, and dicts of them.
    start : callable, optional
        ``start(arrays, settings)`` returns the state; without it the state is `arrays`.
    tick : callable, optional
        ``tick(state, settings)`` takes one step, in place; a true ``state["done"]`` ends the run.
        Without it the demo answers its controls, and each of them begins anew.
    words : mapping, optional
        How some values are spelled; see :mod:`rnnlib.explore.spelling`.
    pace : float
        Ticks a second; the page takes fewer where a slice of work would be too long.
    run : str
        What the button says.
    autoplay : bool
        Whether it runs when it is first seen, unless the reader has asked for reduced motion.
    worker : bool
        Whether the page takes ticks in a worker, as fast as it can: for ticks that cost more than a frame.
        The state goes there and back, each array by itself: one that looks into another no longer does.
    folds : mapping, optional
        Title -> names of the controls that are folded under it.
    stories : mapping, optional
        Title -> settings, what differs from the first ones, and a sentence on what to watch.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is described above.
    SyntaxError
        The listing leaves the subset; the message names file, line and construct.
    """
    page.check(name, caption)
    for key, control in controls.items():
        if not key.isidentifier() or not isinstance(control, Control):
            raise TypeError(f"controls must be made by rnnlib.explore.controls, got {key!r}: {control!r}")
    for part, word in ((start, "start"), (tick, "tick"), (show, "show")):
        if part is not None and getattr(part, "__name__", "") != word:
            raise ValueError(f"{word} must be a function of that name, got {part!r}")
    if not 0 < pace <= 6000:
        raise ValueError(f"pace must be above 0 and at most 6000 ticks a second, got {pace}")
    named = [key for keys in (folds or {}).values() for key in keys]
    named += [key for settings, _ in (stories or {}).values() for key in settings]
    if unknown := sorted(set(named) - set(controls)):
        raise ValueError(f"folds and stories must name controls, got {unknown}")
    alphabets = {key: control.more["alphabet"] for key, control in controls.items() if control.kind == "text"}
    return Live(
        name,
        caption,
        controls=dict(controls),
        arrays=dict(arrays or {}),
        start=start,
        tick=tick,
        show=show,
        draw=draw,
        sentence=sentence,
        words=alphabets | dict(words or {}),
        pace=pace,
        run=run,
        autoplay=autoplay,
        worker=worker,
        folds={title: list(keys) for title, keys in (folds or {}).items()},
        stories=dict(stories or {}),
    )
