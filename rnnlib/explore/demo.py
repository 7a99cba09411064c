"""A demo: one pure ``draw(**settings)`` and a grid of settings.

With a kernel the controls recompute the figure on every move. On the published page the same controls choose
among frames drawn at build time; without scripts, and on paper, the default frame and its caption remain.
"""

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from numbers import Real
from typing import Any

from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import page
from rnnlib.explore.widgets import look, player
from rnnlib.symbols import in_html

MOST_FRAMES = 225

Value = float | str
Settings = dict[str, Value]


class Demo:
    """What :func:`explore` returns: the last expression of a cell."""

    def __init__(
        self,
        draw: Callable[..., Figure],
        grid: dict[str, list[Value]],
        name: str,
        caption: str,
        default: Settings,
        play: str | None,
        labels: dict[str, str],
    ) -> None:
        self.draw, self.grid, self.name, self.caption = draw, grid, name, caption
        self.default, self.play, self.labels = default, play, labels
        self.default_frame = self.frame(default)

    def frame(self, settings: Settings) -> str:
        """Draw one frame and return it as SVG; an error names the settings it came from."""
        at = f"demo {self.name!r} at {', '.join(f'{k}={v!r}' for k, v in settings.items())}"
        try:
            with figures.style():
                drawn = self.draw(**settings)
        except Exception as error:
            raise RuntimeError(f"{at}: draw raised {type(error).__name__}: {error}") from error
        try:
            return figures.svg(drawn, prefix=self.name)
        except (TypeError, ValueError) as error:
            raise type(error)(f"{at}: draw returned something that cannot be shown: {error}") from error

    def frames(self) -> Iterator[str]:
        """Draw every frame of the grid, the last setting moving fastest; no two may show the same."""
        size = _view_box(self.default_frame)
        shown: dict[str, Settings] = {}
        for values in itertools.product(*self.grid.values()):
            settings = dict(zip(self.grid, values, strict=True))
            drawn = self.frame(settings)
            if _view_box(drawn) != size:
                raise ValueError(
                    f"demo {self.name!r}: the frame at {settings} has another size than the default frame"
                )
            twin = shown.setdefault(_picture(drawn), settings)
            if twin is not settings:
                raise ValueError(
                    f"demo {self.name!r}: the frames at {twin} and {settings} show the same picture, "
                    "so a control seems dead there; draw the value it sets"
                )
            yield drawn

    def html(self, with_frames: bool) -> str:
        """Return the demo for a page: the default frame and, if wanted, all frames with native controls."""
        extra = self._controls() if with_frames else '<p class="rnn-note">Run the notebook to move it.</p>'
        data = page.data(self._data()) if with_frames else ""
        return page.figure(self.name, self.caption, extra, self.default_frame, data)

    def _controls(self) -> str:
        rows = [control_row(*setting) for setting in self._rows()]
        play = '<button type="button" data-do="play">Play</button>' if self.play else ""
        return page.controls("".join(rows), play)

    def _rows(self) -> Iterator[tuple[str, str, list[str], int, bool]]:
        for key, values in self.grid.items():
            texts = [text_of(value) for value in values]
            yield key, self.labels[key], texts, values.index(self.default[key]), isinstance(values[0], str)

    def _data(self) -> dict[str, Any]:
        """Lines that frames share are stored once; a frame is ranges of lines, ``start-stop`` or ``line``."""
        numbers: dict[str, int] = {
            line: i for i, line in enumerate(dict.fromkeys(self.default_frame.splitlines()))
        }
        packed = []
        for drawn in self.frames():
            ranges: list[list[int]] = []
            for line in drawn.splitlines():
                number = numbers.setdefault(line, len(numbers))
                if ranges and ranges[-1][1] == number - 1:
                    ranges[-1][1] = number
                else:
                    ranges.append([number, number])
            packed.append(" ".join(f"{a}-{b}" if b > a else f"{a}" for a, b in ranges))
        settings = {key: [text_of(value) for value in values] for key, values in self.grid.items()}
        default = {key: text_of(value) for key, value in self.default.items()}
        return {
            "settings": settings,
            "default": default,
            "play": self.play,
            "frames": packed,
            "lines": list(numbers),
        }

    def widget(self) -> Any:
        """Return the live demo: ipywidgets controls over an exact recomputation."""
        import ipywidgets as w

        image = w.HTML()
        controls: dict[str, Any] = {}
        for key, label, texts, index, choice in self._rows():
            kind = w.Dropdown if choice else w.SelectionSlider
            controls[key] = kind(
                options=list(zip(texts, self.grid[key], strict=True)),
                index=index,
                **look(label),
            )

        def redraw(_: Any = None) -> None:
            try:
                picture = self.frame({key: control.value for key, control in controls.items()})
            except (RuntimeError, TypeError, ValueError) as error:  # a callback has no other place to show it
                picture = f"<pre>{escape(str(error))}</pre>"
            image.value = f'<figure class="rnn-figure rnn-live">{picture}</figure>'

        def restore(_: Any) -> None:
            for key, control in controls.items():
                control.value = self.default[key]

        buttons: list[Any] = []
        if self.play:
            last = len(self.grid[self.play]) - 1
            clock, button = player("Play", min=0, max=last, value=controls[self.play].index, interval=800)
            w.link((clock, "value"), (controls[self.play], "index"))
            clock.observe(_begin_at_the_beginning(clock), "playing")
            buttons = [clock, button]
        reset = w.Button(description="Reset", tooltip="Back to the first settings")
        reset.on_click(restore)
        buttons.append(reset)
        for control in controls.values():
            control.observe(redraw, "value")
        redraw()
        style = w.HTML(f"<style>{page.stylesheet()}</style>", layout=w.Layout(display="none"))
        caption = w.HTML(f'<p class="rnn-caption">{in_html(self.caption)}</p>')
        return w.VBox([style, *controls.values(), w.HBox(buttons), image, caption])

    def __repr__(self) -> str:
        said = re.search(r'aria-label="([^"]*)"', self.default_frame)
        return f"Demo {self.name}: {said[1] if said else ''}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        with_frames = page.published()
        bundle = {"text/plain": repr(self), "text/html": self.html(with_frames)}
        return bundle if with_frames else self.widget()._repr_mimebundle_() | bundle


def control_row(key: str, label: str, texts: list[str], index: int, choice: bool) -> str:
    """Return the native control of one setting: a slider over numbers, a select over texts."""
    if choice:
        options = "".join(
            f"<option{' selected' if i == index else ''}>{escape(text)}</option>"
            for i, text in enumerate(texts)
        )
        control = f'<select name="{key}">{options}</select><output></output>'
    else:
        control = (
            f'<input type="range" name="{key}" min="0" max="{len(texts) - 1}" step="1" value="{index}"'
            f' aria-valuetext="{escape(texts[index])}"><output>{escape(texts[index])}</output>'
        )
    return f'<label class="rnn-row"><span>{in_html(label)}</span>{control}</label>\n'


def _begin_at_the_beginning(clock: Any) -> Callable[[Any], None]:
    """Let Play go on from where it was paused, and begin at the first value from anywhere else."""
    paused: int | None = None

    def follow(change: Any) -> None:
        nonlocal paused
        if not change["new"]:
            paused = clock.value if clock.value < clock.max else None
        elif clock.value != paused:
            clock.value = clock.min

    return follow


def text_of(value: Value) -> str:
    """Write a setting's value as the page and the link do."""
    return value if isinstance(value, str) else f"{value:.6g}"


def _view_box(svg: str) -> str:
    return svg[svg.index("viewBox") : svg.index(" role")]


def _picture(svg: str) -> str:
    return svg[svg.index(">") :]  # without the sentence, which is not seen


def explore(
    draw: Callable[..., Figure],
    settings: Mapping[str, Iterable[Value]],
    name: str,
    caption: str,
    default: Mapping[str, Value] | None = None,
    play: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> Demo:
    """Show ``draw(**settings)`` with a control for each setting.

    Parameters
    ----------
    draw : callable
        Pure function of the settings that returns a Figure told with :func:`rnnlib.figures.describe`.
    settings : mapping
        Values of each setting: numbers become a slider over them, texts a choice. At most 225 frames in all.
    name : str
        Lower-case letters, digits and hyphens; unique in the book.
    caption : str
        What to try: plain text; a symbol such as ``W_hh`` or ``x_{t+1}`` is shown with its subscript.
    default : mapping, optional
        Settings shown first; a setting left out starts at its first value.
    play : str, optional
        Setting the play button steps over.
    labels : mapping, optional
        What the controls are called, written as the caption is; by default the settings' own names.

    Raises
    ------
    TypeError, ValueError
        An argument is not what is described above, or a frame cannot be shown.
    RuntimeError
        `draw` raised; the message names the settings.
    """
    if not callable(draw):
        raise TypeError(f"draw must be a function of the settings, got {type(draw).__name__}")
    page.check(name, caption)
    if not settings:
        raise ValueError("settings must hold at least one setting, got none")
    grid = {key: _checked_values(key, values) for key, values in settings.items()}
    count = math.prod(len(values) for values in grid.values())
    if count > MOST_FRAMES:
        raise ValueError(f"settings make {count} frames, at most {MOST_FRAMES} are allowed: use fewer values")
    for what, keys in (
        ("default", default or {}),
        ("labels", labels or {}),
        ("play", [play] if play else []),
    ):
        for key in keys:
            if key not in grid:
                raise ValueError(f"{what} names {key!r}, which is not one of the settings {list(grid)}")
    first = {key: (default or {}).get(key, values[0]) for key, values in grid.items()}
    for key, value in first.items():
        if value not in grid[key]:
            raise ValueError(f"default has {key}={value!r}, expected one of {grid[key]}")
    return Demo(draw, grid, name, caption, first, play, {key: (labels or {}).get(key, key) for key in grid})


def _checked_values(key: str, values: Iterable[Value]) -> list[Value]:
    if not isinstance(key, str) or not key.isidentifier():
        raise ValueError(f"settings has the name {key!r}, expected a Python identifier")
    if isinstance(values, str):
        raise TypeError(f"settings[{key!r}] must be a list of values, got the text {values!r}")
    listed: list[Any] = [value.item() if hasattr(value, "item") else value for value in values]
    numeric = all(isinstance(value, Real) and not isinstance(value, bool) for value in listed)
    if not listed or not (numeric or all(isinstance(value, str) and value for value in listed)):
        raise TypeError(f"settings[{key!r}] must be all numbers or all texts, got {listed}")
    if numeric and not all(math.isfinite(value) for value in listed):
        raise ValueError(f"settings[{key!r}] must be finite, got {listed}")
    if len({text_of(value) for value in listed}) != len(listed):
        raise ValueError(f"settings[{key!r}] must differ in six digits, got {listed}")
    return listed
