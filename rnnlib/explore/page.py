"""What every demo has on a page: frame, buttons, style sheet, and a name that an address can hold."""

import json
import os
import re
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from typing import Any

from rnnlib.symbols import in_html

BUTTONS = (
    '<button type="button" data-do="reset">Reset</button>'
    '<button type="button" data-do="link">Link to these settings</button>'
)


def figure(name: str, caption: str, controls: str, picture: str, scripts: str, below: str = "") -> str:
    """Return the demo as HTML: controls, picture, what stands `below` it, caption, and what is not seen."""
    return (
        f'<figure class="rnn-figure rnn-demo" id="demo-{name}" data-name="{name}">\n{controls}\n'
        f'<div class="rnn-frame">\n{picture}\n</div>\n{below}'
        f"<figcaption>{in_html(caption)}</figcaption>\n{scripts}</figure>"
    )


def controls(rows: str, buttons: str, more: str = "") -> str:
    """Return the controls, unseen until a script makes them work, and the place of what is announced."""
    seen = re.sub("<details.*?</details>", "rnn-row", rows, flags=re.S)
    return (
        f'<div class="rnn-controls" hidden style="--rows: {seen.count("rnn-row")}">'
        f'<template>\n{rows}<div class="rnn-buttons">{buttons}{BUTTONS}</div>\n{more}</template>\n'
        '<p class="rnn-say" role="status"></p></div>'
    )


def fold(title: str, rows: str) -> str:
    """Return controls that are folded under a title."""
    return f'<details class="rnn-fold"><summary>{in_html(title)}</summary>\n{rows}</details>\n'


def stories(titles: Iterable[str]) -> str:
    """Return the choice among stories, and the place of what to watch; nothing where there are none."""
    options = "".join(f"<option>{escape(title)}</option>" for title in titles)
    if not options:
        return ""
    field = (
        f'<select data-story><option value="">your own settings</option>{options}</select><output></output>'
    )
    watch = '<p class="rnn-watch" role="status"></p>\n'
    return f'<label class="rnn-row"><span>a story</span>{field}</label>\n{watch}'


def data(content: Any) -> str:
    """Return what the page's script reads, as a script element that is not run."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f'<script type="application/json">{text}</script>'


def published() -> bool:
    """Say whether the book is being built: then a demo has its page form alone."""
    return os.environ.get("UNROLLED_FRAMES") == "1"


def stylesheet() -> str:
    """Return explore.css, for places that do not load it from the book."""
    return files("rnnlib.explore").joinpath("static/explore.css").read_text(encoding="utf-8")


def check(name: str, caption: str) -> None:
    """Raise ValueError unless `name` can stand in an id and in an address, and `caption` says something."""
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise ValueError(f"name must be lower-case letters, digits and single hyphens, got {name!r}")
    if not isinstance(caption, str) or not caption.strip():
        raise ValueError(f"caption must say what to try, got {caption!r}")
