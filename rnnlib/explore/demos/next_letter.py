"""Four models read a name letter by letter: their surprise at each, and what they expect next."""

from importlib.resources import files
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.data.name_split import split_names
from rnnlib.data.names import ALPHABET, VOCAB_SIZE, encode
from rnnlib.explore import controls, marks
from rnnlib.explore.demos.names import SHOWN, START, tokens_of
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import language, rnn
from rnnlib.scratch.functions import softmax

LONGEST = 20
TOP = 8  # next letters that are shown
MODELS = ["unigram", "bigram", "trigram", "network"]
COLOURS = (figures.GREY, figures.ORANGE, figures.PURPLE, figures.BLUE)
ALPHAS = np.array([0.5, 32.0, 16.0])  # chapter 8's, chosen on the validation names


def network() -> dict[str, np.ndarray]:
    """Return the weights that benchmarks/name_models.py has made."""
    with files("rnnlib.explore.demos").joinpath("name_models.npz").open("rb") as file:
        return {name: array / 100 for name, array in np.load(file).items()}


def trigrams() -> np.ndarray:
    """Return how often each token follows each two tokens in the training names, (V, V, V)."""
    seen = np.zeros((VOCAB_SIZE,) * 3)
    for name in split_names()["training"]:
        tokens = [START, *encode(name)]
        for three in zip(tokens, tokens[1:], tokens[2:], strict=False):
            seen[three] += 1
    return seen


def arrays() -> dict[str, Any]:
    """Return what the page needs: counts of one, two and three tokens, and the network."""
    seen = trigrams()
    return {
        "one": seen.sum(axis=(0, 1)),
        "two": seen.sum(axis=0),
        "three": seen,
        "alphas": ALPHAS,
        "network": network(),
    }


def mixed(seen: Any, alpha: float, shorter: Any) -> Any:
    """Return what follows a context, by its counts, filled up with what the shorter context says."""
    return (seen + alpha * shorter) / (np.sum(seen) + alpha)


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Ask each model for the odds of every letter typed, and of the next one."""
    text = settings["text"]
    n = len(text)
    tokens = tokens_of(text, n)
    params = state["network"]
    x = language.embed(params["E"], tokens)
    _, z = rnn.forward(params, x, np.zeros(len(params["b_h"])))
    V = len(params["b_y"])
    even = np.full(V, 1 / (V - 1))
    even[START] = 0.0
    unigram = mixed(state["one"], state["alphas"][0], even)
    surprise = np.full((4, LONGEST), np.nan)
    total = np.zeros(4)
    p = np.zeros((4, V))
    for t in range(n + 1):
        before = tokens[t - 1] if t > 0 else START
        bigram = mixed(state["two"][tokens[t]], state["alphas"][1], unigram)
        p[0] = unigram
        p[1] = bigram
        p[2] = mixed(state["three"][before, tokens[t]], state["alphas"][2], bigram)
        p[3] = softmax(z[t])
        if t < n:
            for k in range(4):
                surprise[k, t] = -np.log(p[k, tokens[t + 1]])  # −ln p_t(y_t)
                total[k] += surprise[k, t]
    likely = np.zeros((4, TOP))
    following = np.zeros(TOP)
    left = p[3].copy()
    for j in range(TOP):
        best = left.argmax()
        following[j] = best
        left[best] = -1.0
        for k in range(4):
            likely[k, j] = p[k, int(following[j])]
    read = max(n, 1)
    return {
        "unigram": surprise[0],
        "bigram": surprise[1],
        "trigram": surprise[2],
        "network": surprise[3],
        "letters": text,
        "so_far": text,
        "next_bigram": likely[1],
        "next_trigram": likely[2],
        "next_network": likely[3],
        "following": following,
        "first": following[0],
        "p_1": likely[3, 0],
        "ppl": np.exp(total / read),
    }


def draw(values: Values) -> Figure:
    """Draw the surprise at each letter, and below it the odds of the next."""
    fig, (top, ax) = figures.new(4.4, 4.6, nrows=2, margins=(0.6, 0.1, 0.35, 0.1), height_ratios=(1.5, 1))
    fig.subplots_adjust(hspace=0.42)
    for model, colour in zip(MODELS, COLOURS, strict=True):
        marks.line(
            top,
            values,
            model,
            x=np.arange(LONGEST) + 0.5,
            color=colour,
            marker="o",
            markersize=4,
            linewidth=2 if model == "network" else 1,
        )
    marks.letters(top, values, "letters", LONGEST, left=0, y=-0.75, fontsize=13)
    for k, (model, colour) in enumerate(zip(MODELS, COLOURS, strict=True)):
        marks.text(
            top,
            0.1 + 8 * (k % 2),
            11.6 - 1.2 * (k // 2),
            values,
            f"{model} {{ppl[{k}]:.1f}}",
            color=colour,
            fontsize=11,
            va="top",
        )
    top.text(0.1, 13.0, "perplexity so far", color=figures.GREY, fontsize=10, va="top")
    top.set(xlim=(0, LONGEST), ylim=(-1.8, 13.1), xticks=[], yticks=[0, 2, 4, 6, 8])
    top.set_ylabel("surprise, nats")
    places = np.arange(TOP) + 0.5
    for k, (model, colour) in enumerate(zip(MODELS[1:], COLOURS[1:], strict=True)):
        x = places + 0.25 * (k - 1)
        marks.bars(ax, values, f"next_{model}", x=x, width=0.22, color=colour, label=model)
    marks.letters(ax, values, "following", TOP, left=0, y=-0.13, fontsize=13)
    ax.set(xlim=(0, TOP), ylim=(-0.24, 1.02), xticks=[], yticks=[0, 0.5, 1], ylabel="p of the next")
    return fig


def demo() -> Live:
    """Return the demo."""
    text = "smiling cat with ha"
    return live(
        name="next-letter",
        caption=(
            "Type a name. Above: how surprised each model is at each letter that you typed. Below: what they "
            "expect next, for the network's eight favourites (■ ends the name). None has seen the names kept "
            "for the test, such as “milky way” or “tropical fish”. Type nonsense, too."
        ),
        controls={"text": controls.text(text, alphabet=ALPHABET, longest=LONGEST, label="a name")},
        arrays=arrays(),
        show=show,
        draw=draw,
        sentence=(
            "Over “{so_far}” the perplexity of the unigram is {ppl[0]:.1f}, of the bigram {ppl[1]:.1f}, of "
            "the trigram {ppl[2]:.1f}, of the network {ppl[3]:.1f}; the network expects {first} next, with "
            "probability {p_1:.2f}."
        ),
        words={
            "letters": ALPHABET.replace(" ", "␣"),
            "so_far": ALPHABET,
            "following": SHOWN,
            "first": SHOWN,
        },
    )
