"""What the demos' widgets share: how a control looks, and a button that plays. A kernel is at hand."""

from typing import Any

from rnnlib.symbols import in_text


def look(label: str) -> dict[str, Any]:
    """Return the arguments of a control: its whole label before it, and no wider than its place."""
    import ipywidgets as w

    return {
        "description": in_text(label),
        "style": {"description_width": "initial"},
        "layout": w.Layout(width="auto"),
    }


def player(word: str, **clock: Any) -> tuple[Any, Any]:
    """Return a clock, and the button that starts and pauses it, with the word that it has on the page.

    The clock is a ``Play``, whose own buttons have no words: it ticks in the notebook, unseen.
    """
    import ipywidgets as w

    ticking = w.Play(show_repeat=False, layout=w.Layout(display="none"), **clock)
    button = w.Button(description=word, tooltip=f"{word}, step after step, until it is paused")

    def press(_: Any) -> None:
        ticking.playing = not ticking.playing

    def tell(_: Any) -> None:
        button.description = "Pause" if ticking.playing else word

    button.on_click(press)
    ticking.observe(tell, "playing")
    return ticking, button
