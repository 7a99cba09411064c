"""A live demo in a notebook with a kernel: the same listing in Python, behind ipywidgets."""

from collections.abc import Callable
from typing import Any

from rnnlib.explore import page
from rnnlib.explore.controls import Control, nearest
from rnnlib.explore.spelling import written
from rnnlib.explore.widgets import look, player
from rnnlib.symbols import in_html, in_text

FRAME = 150  # milliseconds between two pictures: each is drawn by matplotlib
MOST = 0.1  # seconds of ticks between two pictures
IN_THE_PICTURE = ("sequence", "point")  # kinds of controls that the page's reader drags
NOTE = "On the published page these are moved in the picture itself; in a notebook, by these sliders."


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
        clock.playing, quiet = False, True
        for key, control in demo.controls.items():
            fields[key][2](settings.get(key, control.value))
        quiet = False

    def play(_: Any) -> None:
        if not clock.playing:  # sent before it was stopped
            return
        demo.run(max(1, round(demo.pace * FRAME / 1000)), seconds=MOST)
        clock.playing = not demo.done
        show()

    def again(_: Any) -> None:
        if clock.playing and demo.done:
            demo.begin()

    def forward(_: Any) -> None:
        demo.run()
        show()

    clock, run = player(demo.run_word, min=0, max=10**9, interval=FRAME)
    clock.observe(play, "value")
    clock.observe(again, "playing")
    step = w.Button(description="One step")
    step.on_click(forward)
    buttons = [clock, run, step] if demo.tick else []
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
    note, rows = w.HTML(f'<p class="rnn-note">{NOTE}</p>'), []
    for key, (shown, _, _) in fields.items():
        if demo.controls[key].kind in IN_THE_PICTURE and note not in rows:
            rows.append(note)
        rows += shown if key not in folded else []
    for title, keys in demo.folds.items():
        inside = w.VBox([field for key in keys for field in fields[key][0]])
        rows.append(w.Accordion([inside], titles=[in_text(title)], selected_index=None))
    if demo.stories:
        chooser, watch = _stories(demo, fill, show)
        reset.on_click(lambda _: setattr(chooser, "value", ""))
        rows = [chooser, watch, *rows]
    return w.VBox([style, *rows, w.HBox([*buttons, reset]), image, caption])


def _stories(demo: Any, fill: Callable[[dict[str, Any]], None], show: Callable[[], None]) -> list[Any]:
    """Return the choice among stories, and what to watch."""
    import ipywidgets as w

    titles = [("your own settings", ""), *((title, title) for title in demo.stories)]
    chooser = w.Dropdown(options=titles, **look("a story"))
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

    if control.kind in ("slider", *IN_THE_PICTURE):
        return _sliders(control)
    if control.kind == "choice":
        one: Any = w.Dropdown(options=control.more["options"], value=control.value, **look(control.label))
    elif control.kind == "toggle":
        one = w.Checkbox(value=control.value, **look(control.label))
    else:
        one = w.Text(value=control.value, continuous_update=True, **look(control.label))

    def fill(value: Any) -> None:
        one.value = value

    return [one], lambda: one.value, fill


def _sliders(control: Control) -> tuple[list[Any], Callable[[], Any], Callable[[Any], None]]:
    """Return a slider for each number of a control; they stop where the page's do, and show what it shows."""
    import ipywidgets as w

    stops, single = control.stops(), control.kind == "slider"
    labels = [control.label] if single else [f"{control.label} {i + 1}" for i in range(len(stops))]
    many = [
        w.SelectionSlider(options=[(written(stop), stop) for stop in its], **look(label))
        for its, label in zip(stops, labels, strict=True)
    ]

    def fill(value: Any) -> None:
        for field, its, number in zip(many, stops, [value] if single else value, strict=True):
            field.index = nearest(its, number)

    fill(control.value)
    return many, lambda: many[0].value if single else [field.value for field in many], fill
