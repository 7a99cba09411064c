"""Live demos on a page of their own, random settings for them, and what page and Python say of the same."""

import functools
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

from rnnlib import explore
from rnnlib.explore.controls import Control
from rnnlib.explore.live import Live

STATIC = Path(explore.__file__).parent / "static"
MACHINE = (
    "near",
    "arrays",
    "python",
    "marks",
    "handles",
    "worker",
    "live",
    "explore",
)  # in the order of the book
SHELL = """<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Live</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="explore.css">{scripts}
<style>html {{ background: var(--rnn-paper); color: {ink}; color-scheme: {theme} }}</style>
</head><body><main>{body}</main><p style="height:3000px">Far below.</p></body></html>"""


_html = functools.cache(Live.html)  # the same on every page of a demo


def write_page(folder: Path, demos: Iterable[Live], theme: str = "light") -> Path:
    """Write a page with the demos and all that it needs into the folder; returns the page."""
    shutil.copytree(STATIC, folder, dirs_exist_ok=True)
    scripts = "".join(f'<script src="{name}.js"></script>' for name in MACHINE)
    ink = "#e8e8e8" if theme == "dark" else "#202020"
    body = "".join(_html(demo) for demo in demos)
    page = folder / f"{theme}.html"
    page.write_text(SHELL.format(theme=theme, ink=ink, scripts=scripts, body=body), encoding="utf-8")
    return page


def random_value(control: Control, rng: np.random.Generator) -> Any:
    """Return something that the control can hold."""
    more = control.more
    if control.kind == "slider":
        low, high = more["low"], more["high"]
        if more["log"]:
            return float(np.exp(rng.uniform(np.log(low), np.log(high))))
        steps = round((high - low) / more["step"])
        return float(min(high, low + more["step"] * rng.integers(steps + 1)))
    if control.kind == "choice":
        return str(rng.choice(more["options"]))
    if control.kind == "toggle":
        return bool(rng.integers(2))
    if control.kind == "text":
        return "".join(rng.choice(list(more["alphabet"]), rng.integers(1, more["longest"] + 1)))
    low, high, step = np.array(more["low"]), np.array(more["high"]), more["step"]
    steps = rng.integers(np.rint((high - low) / step) + 1, size=len(control.value))
    return np.minimum(high, np.round(low + step * steps, 6)).tolist()


def plan(demo: Live, rng: np.random.Generator, most_ticks: int = 10) -> tuple[dict[str, Any], int]:
    """Return random settings, and a number of ticks to take with them."""
    settings = {key: random_value(control, rng) for key, control in demo.controls.items()}
    if demo.worker:  # its ticks cost much
        most_ticks = 2
    return settings, int(rng.integers(most_ticks + 1)) if demo.tick else 0


def determined(demo: Live, settings: dict[str, Any], ticks: int) -> bool:
    """Say whether a change of the arrays in their last digit leaves the values as they are, to 1e-11.

    Where training runs wild it does not, and no two machines agree.
    """
    follow(demo, settings, ticks)
    values = demo.values()
    demo.arrays, kept = nudged(demo.arrays), demo.arrays
    follow(demo, settings, ticks)
    demo.arrays = kept
    return disagreements(demo, {name: plain(value) for name, value in values.items()}, 1e-11) == []


def nudged(arrays: Any) -> Any:
    """Change every number that is not whole in its last digit."""
    if isinstance(arrays, dict):
        return {name: nudged(value) for name, value in arrays.items()}
    if isinstance(arrays, np.ndarray) and arrays.dtype.kind == "f":
        return np.where(arrays == np.rint(arrays), arrays, np.nextafter(arrays, np.inf))
    return arrays


def plain(value: Any) -> Any:
    """Return a value as the page gives it."""
    if isinstance(value, np.ndarray):
        return {"shape": list(value.shape), "data": value.ravel().tolist()}
    return value


def follow(demo: Live, settings: dict[str, Any], ticks: int) -> None:
    """Bring the Python object there."""
    demo.reset()
    for key, value in settings.items():
        demo.set(key, value)
    if ticks:
        demo.run(ticks)


FOLLOW = """([name, [settings, ticks]]) => {
    const live = document.querySelector(`#demo-${name}`).live;
    live.reset();
    for (const [key, value] of Object.entries(settings)) live.set(key, value);
    if (ticks) live.run(ticks);
    return live.values();
}"""


def follow_on_page(page: Page, demo: Live, settings: dict[str, Any], ticks: int) -> dict[str, Any]:
    """Bring the demo of the page there; returns its values."""
    return page.evaluate(FOLLOW, [demo.name, [settings, ticks]])


def disagreements(demo: Live, found: dict[str, Any], most: float = 1e-9) -> list[str]:
    """Name the values in which the page differs from the Python object, by more than `most` of their size."""
    expected = demo.values()
    wrong = [f"names {sorted(set(found) ^ set(expected))}"] if set(found) != set(expected) else []
    for name in set(found) & set(expected):
        one, other = expected[name], found[name]
        if isinstance(one, str) or isinstance(other, str):
            wrong += [] if one == other else [f"{name}: {one!r} against {other!r}"]
            continue
        one, flat = np.asarray(one, dtype=np.float64), other
        if isinstance(other, dict):
            flat = np.reshape(np.array(other["data"], dtype=np.float64), other["shape"])
        other = np.asarray(flat, dtype=np.float64)
        size = max(1.0, float(np.max(abs(one[np.isfinite(one)]), initial=0)))
        if one.shape != other.shape or not np.allclose(one, other, rtol=0, atol=most * size, equal_nan=True):
            wrong.append(f"{name}: {one} against {other}")
    return wrong
