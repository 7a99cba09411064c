"""The network of the landing page: folded, unrolled and running, it goes on with a name, letter by letter."""

from importlib.resources import files
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.data.names import ALPHABET
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.marks import Point
from rnnlib.explore.spelling import Values
from rnnlib.scratch import language, rnn
from rnnlib.scratch.functions import softmax

STAGES = {"after 3000 updates": 3000, "after 100 updates": 100, "before training": 0}
LONGEST = 16  # letters of a name
TOP = 8  # next letters that are shown
START, END, LETTERS = 0, 1, 2  # tokens: before a name, after it, and the first of the alphabet
SHOWN = ["▷", "■", "␣", *ALPHABET[1:]]  # how a token is written: ■ ends the name
PAUSE = 12  # ticks between two names


def networks() -> dict[str, dict[str, np.ndarray]]:
    """Return the weights of each stage, made by benchmarks/name_network.py."""
    with files("rnnlib.explore.demos").joinpath("name_network.npz").open("rb") as file:
        stored = dict(np.load(file))
    names = [name.removeprefix("0.") for name in stored if name.startswith("0.")]
    return {words: {name: stored[f"{n}.{name}"] / 100 for name in names} for words, n in STAGES.items()}


def tokens_of(letters: Any, n: int) -> Any:
    """Return the tokens of the start of a name and its first n letters."""
    tokens = [START]
    for i in range(n):
        tokens.append(int(letters[i]) + LETTERS)
    return tokens


def read(params: dict[str, Any], letters: Any, n: int) -> tuple[Any, Any]:
    """Return the states and the scores after the start of a name and its first n letters."""
    x = language.one_hot(tokens_of(letters, n), len(params["b_y"]))
    return rnn.forward(params, x, np.zeros(len(params["b_h"])))


def start(arrays: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Begin with what the reader has typed."""
    letters = np.full(LONGEST, -1.0)
    n = len(settings["name"])
    letters[:n] = settings["name"]
    return {
        "networks": arrays["networks"],
        "u": arrays["u"],
        "used": 0,
        "letters": letters,
        "n": n,
        "rest": 0,
        "earlier": np.full((3, LONGEST), -1.0),
    }


def tick(state: dict[str, Any], settings: dict[str, Any]) -> None:
    """Draw one letter more; after the end of a name, rest, put it on the list and begin anew."""
    if state["rest"] > 1:
        state["rest"] -= 1
        return
    letters, n = state["letters"], state["n"]
    if state["rest"] == 1:
        earlier = state["earlier"]
        earlier[2] = earlier[1]
        earlier[1] = earlier[0]
        earlier[0] = letters
        letters[:] = -1.0
        n = len(settings["name"])
        letters[:n] = settings["name"]
        state["rest"] = 0
    else:
        _, z = read(state["networks"][settings["stage"]], letters, n)
        token = language.sample(z[n], settings["tau"], state["u"][state["used"] % len(state["u"])])
        state["used"] += 1
        if token >= LETTERS:
            letters[n] = token - LETTERS
            n += 1
        if token < LETTERS or n == LONGEST:
            state["rest"] = PAUSE
    state["n"] = n


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Run the network over the letters so far, and find the likeliest next ones."""
    n = state["n"]
    h, z = read(state["networks"][settings["stage"]], state["letters"], n)
    p = softmax(z[n] / settings["tau"])
    units = np.full((h.shape[1], LONGEST + 1), np.nan)
    reached, last = np.zeros(LONGEST + 1), np.zeros(LONGEST + 1)
    for t in range(n + 1):
        units[:, t] = h[t + 1]
        reached[t] = 1.0
    last[n] = 1.0
    likely, following = np.zeros(TOP), np.zeros(TOP)
    left = p.copy()
    for k in range(TOP):
        best = left.argmax()
        likely[k] = p[best]
        following[k] = best
        left[best] = -1.0
    earlier = state["earlier"]
    return {
        "h": units,
        "reached": reached,
        "carried": reached[1:],
        "last": last,
        "letters": state["letters"],
        "so_far": state["letters"],
        "p": likely,
        "p_1": likely[0],
        "following": following,
        "first": following[0],
        "one": earlier[0],
        "two": earlier[1],
        "three": earlier[2],
    }


def draw(values: Values) -> Figure:
    """Draw the folded network, the unrolled one with its states, the next letters and the names so far."""
    fig, (top, ax) = figures.new(5.2, 4.4, nrows=2, margins=(0.02, 0.02, 0.05, 0.05), height_ratios=(1, 3.2))
    fig.subplots_adjust(hspace=0.02)
    _next_letters(top, values)
    H, columns, high = len(values["h"]), LONGEST + 1, 10
    marks.cells(ax, values, "h", left=0, top=high, width=1, height=high / H)
    for k in range(columns + 1):  # what parts one step from the next
        ax.plot([k, k], [0, high], color=figures.PAPER, linewidth=3.2, solid_capstyle="butt")
    centres = [k + 0.5 for k in range(columns)]
    _thin(ax, values, "reached", [((x, -0.9), (x, -0.05)) for x in centres])
    _thin(ax, values, "last", [((x, high), (x, high + 0.9)) for x in centres])
    _thin(ax, values, "carried", [((k - 0.28, high / 2), (k + 0.28, high / 2)) for k in range(1, columns)])
    ax.text(0.5, -1.5, "▷", ha="center", va="center_baseline", color=figures.GREY)
    marks.letters(ax, values, "letters", LONGEST, left=1, y=-1.5, fontsize=13)
    ax.text(
        0, -3.1, f"unrolled: a copy for each letter, its {H} units as cells", color=figures.GREY, fontsize=10
    )
    _folded(ax, -3.4, high / 2)
    ax.set(xlim=(-5.6, columns), ylim=(-3.6, high + 1.1))
    for panel in (top, ax):
        panel.axis("off")
    return fig


def _thin(ax: Axes, values: Values, name: str, ends: list[tuple[Point, Point]]) -> None:
    look: dict[str, Any] = {"lw": 1, "mutation_scale": 7, "shrinkA": 0, "shrinkB": 0}
    marks.arrows(ax, values, name, ends, positive=figures.INK, **look)


def _next_letters(ax: Axes, values: Values) -> None:
    places = np.arange(TOP) + 1
    marks.bars(ax, values, "p", x=places, width=0.7, color=figures.GREEN)
    marks.letters(ax, values, "following", TOP, left=0.5, y=-0.2, fontsize=12)
    ax.axhline(0, xmin=0.5, color=figures.GREY, linewidth=0.8)
    ax.set(xlim=(-8.5, TOP + 0.6), ylim=(-0.35, 1.4))
    ax.text(0.6, 1.18, "next letter: probability", color=figures.GREEN, fontsize=10)
    ax.text(-8.4, 1.18, "invented so far", color=figures.GREY, fontsize=10)
    for y, name in ((0.78, "one"), (0.4, "two"), (0.02, "three")):
        marks.text(ax, -8.4, y, values, f"{{{name}}}", fontsize=11)


def _folded(ax: Axes, x: float, y: float) -> None:
    """Draw the network as one cell with a loop."""
    arrow = {"arrowstyle": "-|>", "color": figures.GREY, "lw": 1.4, "shrinkA": 0, "shrinkB": 0}
    ax.plot(x, y, "o", ms=26, mfc="none", mec=figures.INK, mew=1.4)
    ax.text(x, y, "h", ha="center", va="center_baseline", fontsize=12)
    ax.annotate("", (x, y - 1.5), (x, -0.9), arrowprops=arrow)
    ax.annotate("", (x, y + 5.2), (x, y + 1.5), arrowprops=arrow)
    loop = arrow | {"color": figures.INK, "connectionstyle": "arc3,rad=-2.6"}
    ax.annotate("", (x + 1.1, y - 0.5), (x + 1.1, y + 0.5), arrowprops=loop)
    ax.text(x, -1.5, "letter", ha="center", va="center_baseline")
    for up, name, side in ((1.4, "W_xh", -0.2), (y + 3.2, "W_hy", -0.2)):
        ax.text(x + side, up, name, ha="right", va="center", color=figures.GREY, fontsize=10)
    ax.text(x + 1.4, y + 1.6, "W_hh", ha="left", va="center", color=figures.GREY, fontsize=10)
    ax.text(x, -3.1, "folded", ha="center", color=figures.GREY, fontsize=10)


def demo() -> Live:
    """Return the demo."""
    rng = np.random.default_rng(1)
    return live(
        name="names",
        caption=(
            "It invents one name after another. Change the beginning, or pause it and go letter by letter. "
            "Each letter changes the state, the state decides what the next letter is likely to be, and one "
            "of them is drawn. Then take the weights from early in the training, or from before it. A high "
            "temperature τ makes the network bold, a low one timid."
        ),
        controls={
            "name": controls.text("sm", alphabet=ALPHABET, longest=10, label="a name begins", restarts=True),
            "stage": controls.choice(list(STAGES), label="weights", restarts=True),
            "tau": controls.slider(0.1, 2, value=0.6, step=0.1, label="temperature τ"),
        },
        arrays={"networks": networks(), "u": np.round(rng.random(500), 4)},
        start=start,
        tick=tick,
        show=show,
        draw=draw,
        sentence=(
            "The network {stage} has read “{so_far}”; it takes {first} for the likeliest next letter, "
            "with probability {p_1:.2f}."
        ),
        words={
            "letters": ALPHABET.replace(" ", "␣"),
            "so_far": ALPHABET,
            "following": SHOWN,
            "first": SHOWN,
            "one": ALPHABET,
            "two": ALPHABET,
            "three": ALPHABET,
        },
        pace=8,
        run="Invent",
        autoplay=True,
    )
