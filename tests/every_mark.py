"""A live demo with every kind of control and of mark: an ellipse of oscillations that means nothing."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, live, marks
from rnnlib.explore.live import Live
from rnnlib.explore.spelling import Values

LETTERS = "abc"
STEPS = 30


def start(arrays: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    return {
        "n": 0,
        "angle": arrays["phases"][settings["seed"]],
        "curve": np.full(STEPS, np.nan),
        "matrix": arrays["matrix"],
        "done": False,
    }


def tick(state: dict[str, Any], settings: dict[str, Any]) -> None:
    state["angle"] = state["angle"] + settings["speed"]
    state["curve"][state["n"]] = np.exp(np.sin(state["angle"])) * settings["at"][0]
    state["n"] = state["n"] + 1
    state["done"] = state["n"] == STEPS


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    wave = np.zeros(5)
    for i in range(5):
        wave[i] = np.sin(state["angle"] + i) * settings["size"]
    if settings["flip"]:
        wave = -wave
    place = np.zeros((2, 1))
    place[0, 0] = settings["at"][0]
    place[1, 0] = settings["at"][1]
    if settings["shape"] == "steep":
        wave = wave * wave * wave
    counts = np.zeros(3)
    for i in range(len(settings["word"])):
        counts[settings["word"][i]] = counts[settings["word"][i]] + 1
    return {
        "n": state["n"],
        "curve": state["curve"],
        "wave": wave,
        "at": place,
        "grid": state["matrix"] * wave[0],
        "counts": counts,
        "parity": state["n"] % 2,
        "total": np.sum(wave),
    }


def draw(values: Values) -> Figure:
    fig, axes = figures.new(6, 6, nrows=4, ncols=2, margins=(0.4, 0.2, 0.4, 0.3))
    marks.line(axes[0, 0], values, "curve", label="the curve")
    axes[0, 0].set(xlim=(0, STEPS), ylim=(0.1, 10), yscale="log")
    marks.bars(axes[0, 1], values, "x", x=[1, 2, 3], color=figures.GREY)
    axes[0, 1].set(xlim=(0, 4), ylim=(-1, 1))
    marks.bars(axes[3, 0], values, "bits", color=figures.PURPLE)
    axes[3, 0].set(xlim=(-1, 3), ylim=(0, 1))
    axes[3, 1].axis("off")
    marks.line(axes[1, 0], values, "wave", marker="o", markersize=4)
    marks.line(axes[1, 0], values, "at", marker="s", linestyle="none")
    axes[1, 0].set(xlim=(-1, 5), ylim=(-3, 3))
    marks.cells(axes[1, 1], values, "grid", left=-0.5, top=2.5, most=2)
    marks.cells(axes[1, 1], values, "wave", left=-0.5, top=-0.5, height=0.5, negative=figures.ORANGE)
    axes[1, 1].set(xlim=(-1, 5), ylim=(-1.5, 3))
    marks.bars(axes[2, 0], values, "counts", horizontal=True)
    axes[2, 0].set(xlim=(0, 8), ylim=(-1, 3), yticks=range(3), yticklabels=LETTERS)
    ends = [((i, 0.0), (i + 0.8, 1.0)) for i in range(5)]
    marks.arrows(axes[2, 1], values, "wave", ends)
    marks.edges(axes[2, 1], values, "wave", [((i, -1.0), (i + 0.8, -0.2)) for i in range(5)])
    marks.letters(axes[2, 1], values, "word", longest=6, y=1.5, width=0.8)
    marks.text(axes[2, 1], 0, -0.9, values, "{n}: {total:.2f}, W_hh is {parity}")
    marks.text(axes[2, 1], 0, -1.7, values, "{wave[1]:.1e}, {flip}")
    axes[2, 1].set(xlim=(-0.5, 5.5), ylim=(-2, 2))
    return fig


def demo(**changes: Any) -> Live:
    arguments: dict[str, Any] = {
        "name": "every-mark",
        "caption": "Move W_hh.",
        "controls": {
            "size": controls.slider(0.1, 3, value=1, step=0.1, label="size of W_hh"),
            "speed": controls.slider(0.01, 1, value=0.1, log=True, label="speed"),
            "seed": controls.choice({"first": 0, "second": 1}, label="seed", restarts=True),
            "shape": controls.choice(["round", "steep"], label="shape"),
            "flip": controls.toggle(label="upside down"),
            "word": controls.text("ab", alphabet=LETTERS, longest=6, label="a word"),
            "x": controls.sequence([0.5, -0.5, 0], -1, 1, label="input"),
            "bits": controls.sequence([0, 1, 0], 0, 1, step=1, label="bit"),
            "at": controls.point((1.0, 1.0), (0.5, -2), (4, 2), label="a place"),
        },
        "arrays": {"phases": np.array([0.3, 2.0]), "matrix": np.arange(10).reshape(2, 5) / 4 - 1},
        "start": start,
        "tick": tick,
        "show": show,
        "draw": draw,
        "sentence": "After {n} steps ({parity}) the sum is {total:.3f}; the word is {word}.",
        "words": {"parity": ["even", "odd"]},
    }
    return live(**(arguments | changes))
