"""The marks of a live demo's picture: drawn from ``values[name]`` by matplotlib, redrawn alike by the page.

Each function draws one mark into `ax` and remembers how its values become places and colours. What is not a
mark stays as it is, so nothing else in the picture may depend on the values.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore.spelling import Values
from rnnlib.symbols import in_html

Point = tuple[float, float]


@dataclass(frozen=True)
class Mark:
    """One mark: its kind, the value it shows, where it is drawn and what the kind needs besides."""

    kind: str
    name: str
    ax: Axes
    more: dict[str, Any] = field(default_factory=dict)


_MARKS: WeakKeyDictionary[Figure, list[Mark]] = WeakKeyDictionary()


def _remember(mark: Mark, artists: Iterable[Any]) -> None:
    figure = mark.ax.figure
    assert isinstance(figure, Figure)
    marks = _MARKS.setdefault(figure, [])
    for artist in artists:
        artist.set_gid(f"live:{len(marks)}")
    marks.append(mark)


def _array(values: Values, name: str, *dimensions: int) -> np.ndarray:
    if name not in values:
        raise ValueError(f"name must be one of the values {sorted(values)}, got {name!r}")
    array = np.asarray(values[name], dtype=np.float64)
    if array.ndim not in dimensions or not array.size:
        raise ValueError(f"{name} must be an array of {dimensions} dimensions, got the shape {array.shape}")
    return array


def line(ax: Axes, values: Values, name: str, x: Any = None, **style: Any) -> None:
    """Draw ``values[name]`` (n,) over `x` (default 0, 1, …), or (2, n) over its own x; NaN is left out."""
    array = _array(values, name, 1, 2)
    x = np.arange(array.shape[-1]) if x is None else np.asarray(x, dtype=np.float64)
    across, up = array if array.ndim == 2 else (x, array)
    (drawn,) = ax.plot(across, up, **style)
    joined = style.get("linestyle", style.get("ls")) not in ("none", "")
    more = {"label": in_html(style.get("label", name)), "line": joined}
    if array.ndim == 1:
        more["x"] = x.tolist()
    if drawn.get_marker() not in ("None", "none", "") and not np.isfinite(across + up).any():
        raise ValueError(f"{name} must begin with a point that can be seen: the page copies its marker")
    _remember(Mark("line", name, ax, more), [drawn])


def bars(
    ax: Axes,
    values: Values,
    name: str,
    x: Any = None,
    width: float = 0.8,
    horizontal: bool = False,
    **style: Any,
) -> None:
    """Draw ``values[name]`` (n,) as bars from 0 at the places `x` (default 0, 1, …)."""
    array = _array(values, name, 1)
    x = np.arange(len(array)) if x is None else np.asarray(x, dtype=np.float64)
    drawn = (ax.barh if horizontal else ax.bar)(x, array, width, **style)
    label = in_html(style.get("label", name))
    more = {"label": label, "x": x.tolist(), "width": width, "horizontal": horizontal}
    _remember(Mark("bars", name, ax, more), drawn.patches)


def cells(
    ax: Axes,
    values: Values,
    name: str,
    left: float = 0,
    top: float = 0,
    width: float = 1,
    height: float = 1,
    most: float = 1,
    positive: str = figures.BLUE,
    negative: str = figures.RED,
) -> None:
    """Draw ``values[name]``, (n,) or (rows, columns), as coloured cells from (left, top) rightwards and down.

    The colour is that of the sign, as strong as the size is large: full at `most` and beyond.
    """
    array = np.atleast_2d(_array(values, name, 1, 2))
    rows, columns = array.shape
    outlines = [
        [(x, y), (x + width, y), (x + width, y - height), (x, y - height)]
        for y in top - height * np.arange(rows)
        for x in left + width * np.arange(columns)
    ]
    tint = _tint(array.ravel(), most, positive, negative)
    drawn = PolyCollection(outlines, facecolors=tint, edgecolors="none")
    ax.add_collection(drawn, autolim=False)
    _remember(Mark("cells", name, ax, _colours(most, positive, negative)), [drawn])


def text(ax: Axes, x: float, y: float, values: Values, template: str, **style: Any) -> None:
    """Write a template such as ``"loss {loss:.3f}"`` at (x, y), its values in place."""
    drawn = ax.text(x, y, values.say(template) or BLANK, **style)
    _remember(Mark("text", template, ax), [drawn])


def letters(
    ax: Axes,
    values: Values,
    name: str,
    longest: int,
    left: float = 0,
    y: float = 0,
    width: float = 1,
    **style: Any,
) -> None:
    """Write the first `longest` letters of ``values[name]``, each in the middle of its place."""
    drawn = [
        ax.text(
            left + (i + 0.5) * width,
            y,
            values.say(f"{{{name}[{i}]}}") or BLANK,
            **({"ha": "center", "va": "center_baseline"} | style),
        )
        for i in range(longest)
    ]
    _remember(Mark("letters", name, ax), drawn)


def arrows(
    ax: Axes,
    values: Values,
    name: str,
    ends: Sequence[tuple[Point, Point]],
    most: float = 1,
    positive: str = figures.BLUE,
    negative: str = figures.RED,
    **arrowprops: Any,
) -> None:
    """Draw an arrow for each entry of ``values[name]``, from its first end to its second.

    The colour is that of the sign, as strong as the size is large: full at `most` and beyond.
    """
    array = _array(values, name, 1)
    drawn = []
    for (start, end), (red, green, blue, strength) in zip(
        ends, _tint(array, most, positive, negative), strict=True
    ):
        look = {"arrowstyle": "-|>", "color": (red, green, blue), "alpha": strength, "lw": 2} | arrowprops
        arrow = ax.annotate("", end, start, arrowprops=look).arrow_patch
        drawn.append(arrow)
    _remember(Mark("arrows", name, ax, _colours(most, positive, negative)), drawn)


def edges(
    ax: Axes,
    values: Values,
    name: str,
    ends: Sequence[tuple[Point, Point]],
    most: float = 1,
    width: float = 4,
    positive: str = figures.BLUE,
    negative: str = figures.RED,
) -> None:
    """Draw a line for each entry of ``values[name]``: its colour the sign, its thickness the size."""
    array = _array(values, name, 1)
    tint = _tint(array, most, positive, negative)
    drawn = LineCollection(list(ends), colors=tint[:, :3], linewidths=width * tint[:, 3])
    ax.add_collection(drawn, autolim=False)
    _remember(Mark("edges", name, ax, _colours(most, positive, negative) | {"width": width}), [drawn])


FAINTEST = 0.001  # it also leaves out a shape without any colour
BLANK = "\N{NO-BREAK SPACE}"  # matplotlib leaves out a text that is empty


def _tint(array: np.ndarray, most: float, positive: str, negative: str) -> np.ndarray:
    strength = np.maximum(np.nan_to_num(np.minimum(abs(array) / most, 1)).round(2), FAINTEST)
    return np.array(
        [to_rgba(negative if v < 0 else positive, a) for v, a in zip(array, strength, strict=True)]
    )


def _colours(most: float, positive: str, negative: str) -> dict[str, Any]:
    return {
        "most": most,
        "positive": figures.COLOURS.get(positive, positive),
        "negative": figures.COLOURS.get(negative, negative),
    }


# --- what the page needs to know


def exact() -> AbstractContextManager[None]:
    """Return the context in which every corner of a line is kept, for the page to move."""
    return mpl.rc_context({"path.simplify": False})


def data(fig: Figure) -> list[dict[str, Any]]:
    """Return the marks of a figure as JSON holds them, with the axes' scales in the units of its SVG."""
    return [
        {"kind": mark.kind, "name": mark.name, **_scales(fig, mark.ax), **mark.more}
        for mark in _MARKS.get(fig, [])
    ]


def _scales(fig: Figure, ax: Axes) -> dict[str, Any]:
    """Return for each direction [factor, offset, logarithmic], and the box of the axes."""
    points = 72 / fig.dpi
    height = fig.get_figheight() * 72
    found = {}
    for direction, axis in enumerate((ax.xaxis, ax.yaxis)):
        scale = axis.get_scale()
        if scale not in ("linear", "log"):
            raise ValueError(f"the scale of a live axis must be linear or log, got {scale!r}")
        ends = np.array([[1.0, 1.0], [10.0, 10.0]])
        first, second = ax.transData.transform(ends)[:, direction] * points
        factor = (second - first) / (1 if scale == "log" else 9)
        offset = first if scale == "log" else first - factor
        if direction == 1:
            factor, offset = -factor, height - offset
        found["xy"[direction]] = [round(factor, 6), round(offset, 6), int(scale == "log")]
    box = np.array(ax.get_window_extent().extents) * points
    return {"scale": found, "box": np.round([box[0], height - box[3], box[2], height - box[1]], 2).tolist()}
