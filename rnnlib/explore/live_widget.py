"""A live demo in a notebook with a kernel: the same listing in Python, behind ipywidgets."""

import math
from collections.abc import Callable
from html import escape
from typing import Any

from rnnlib.explore import page
from rnnlib.explore.controls import POSITIONS, Control
from rnnlib.symbols import in_html

FRAME = 150  # milliseconds between two pictures: each is drawn by matplotlib
MOST = 0.1  # seconds of ticks between two pictures


def widget(demo: Any) -> Any:
    """Return the demo's controls, buttons and picture as one widget."""
    import ipywidgets as w

    image = w.HTML()
    fields = {key: _fields(control) for key, control in demo.controls.items()}
    quiet = False

    def show() -> None:
        image.value = f'<figure class="rnn-figure rnn-live">{demo.picture()}</figure>'

    def follow(key: str, read: Callable[[], Any]) -> Callable[[Any], None]:
        def moved(_: Any) -> None:
            if not quiet:
                demo.set(key, read())
                show()

        return moved

    def restore(_: Any) -> None:
        demo.reset()
        fill({})
        show()

    def fill(settings: dict[str, Any]) -> None:
        nonlocal quiet
        quiet = True
        for key, control in demo.controls.items():
            fields[key][2](settings.get(key, control.value))
        quiet = False

    buttons: list[Any] = []
    if demo.tick:
        player = w.Play(min=0, max=10**9, interval=FRAME, show_repeat=False)

        def play(_: Any) -> None:
            demo.run(max(1, round(demo.pace * FRAME / 1000)), seconds=MOST)
            player.playing = player.playing and not demo.done
            show()

        player.observe(play, "value")

        def forward(_: Any) -> None:
            demo.run()
            show()

        step = w.Button(description="One step")
        step.on_click(forward)
        buttons = [player, step]
    reset = w.Button(description="Reset", tooltip="Back to the first settings")
    reset.on_click(restore)
    for key, (shown, read, _) in fields.items():
        for field in shown:
            field.observe(follow(key, read), "value")
    demo.reset()
    show()
    style = w.HTML(f"<style>{page.stylesheet()}</style>", layout=w.Layout(display="none"))
    caption = w.HTML(f'<p class="rnn-caption">{in_html(demo.caption)}</p>')
    folded = {key for keys in demo.folds.values() for key in keys}
    rows = [field for key, (shown, _, _) in fields.items() if key not in folded for field in shown]
    for title, keys in demo.folds.items():
        inside = w.VBox([field for key in keys for field in fields[key][0]])
        rows.append(w.Accordion([inside], titles=[title], selected_index=None))
    if demo.stories:
        chooser, watch = _stories(demo, fill, show)
        reset.on_click(lambda _: setattr(chooser, "value", ""))
        rows = [chooser, watch, *rows]
    return w.VBox([style, *rows, w.HBox([*buttons, reset]), image, caption])


def _stories(demo: Any, fill: Callable[[dict[str, Any]], None], show: Callable[[], None]) -> list[Any]:
    """Return the choice among stories, and what to watch."""
    import ipywidgets as w

    chooser = w.Dropdown(
        options=[("your own settings", ""), *((t, t) for t in demo.stories)], description="a story"
    )
    watch = w.HTML()

    def tell(_: Any) -> None:
        watch.value = ""
        if not chooser.value:
            return
        watch.value = in_html(demo.tell(chooser.value))
        fill(demo.stories[chooser.value][0])
        show()

    chooser.observe(tell, "value")
    return [chooser, watch]


def _fields(control: Control) -> tuple[list[Any], Callable[[], Any], Callable[[Any], None]]:
    """Return the widgets of a control, a function that reads them, and one that fills them."""
    import ipywidgets as w

    more = control.more
    look = {
        "description": in_html(control.label),
        "description_allow_html": True,
        "style": {"description_width": "initial"},
        "layout": w.Layout(width="100%"),
    }
    if control.kind in ("sequence", "point"):
        lows, highs = more["low"], more["high"]
        if control.kind == "sequence":
            lows, highs = [lows] * len(control.value), [highs] * len(control.value)
        many = [
            w.FloatSlider(
                value=value,
                min=low,
                max=high,
                step=more["step"],
                description=f"{escape(control.label)} {i + 1}",
            )
            for i, (value, low, high) in enumerate(zip(control.value, lows, highs, strict=True))
        ]

        def spread(values: Any) -> None:
            for field, value in zip(many, values, strict=True):
                field.value = value

        return many, lambda: [field.value for field in many], spread
    if control.kind == "slider" and more["log"]:
        low, high = math.log10(more["low"]), math.log10(more["high"])
        one: Any = w.FloatLogSlider(
            value=control.value, min=low, max=high, step=(high - low) / POSITIONS, **look
        )
        return [one], lambda: min(max(one.value, more["low"]), more["high"]), lambda v: _fill(one, v)
    if control.kind == "slider":
        one = w.FloatSlider(value=control.value, min=more["low"], max=more["high"], step=more["step"], **look)
    elif control.kind == "choice":
        one = w.Dropdown(options=more["options"], value=control.value, **look)
    elif control.kind == "toggle":
        one = w.Checkbox(value=control.value, **look)
    else:
        one = w.Text(value=control.value, continuous_update=True, **look)
    return [one], lambda: one.value, lambda value: _fill(one, value)


def _fill(field: Any, value: Any) -> None:
    field.value = value
