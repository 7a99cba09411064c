"""Training: a network learns to spell before the reader's eyes, one name after the other."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import RNN, Embedding, Linear, figures
from rnnlib.data.name_split import split_names
from rnnlib.data.names import ALPHABET, VOCAB_SIZE, encode
from rnnlib.explore import controls, marks
from rnnlib.explore.breaking import broken
from rnnlib.explore.demos.names import LETTERS, START
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import descent, language, rnn

D, H = 12, 32
READ = 4000  # names, about four epochs
KEPT_AT = (0, 100, 300, 1000, 3000)  # names read when what it writes is kept
EVERY = 40  # names between two points of the curves
LONGEST = 12  # letters that are written of a name
SPELLED = ALPHABET + "·"  # what stands between two names
COUNTED = {"bigram": 13.25, "trigram": 9.29}  # chapter 8's, on the validation names

BACKWARD = broken(language.embed_backward, {"= for += in dE": ("+= dx", "= dx")})


def initial(seed: int) -> dict[str, np.ndarray]:
    """Return weights before training, to three digits."""
    rng = np.random.default_rng(seed)
    layers = Embedding(VOCAB_SIZE, D, rng=rng), RNN(D, H, rng=rng), Linear(H, VOCAB_SIZE, rng=rng)
    return {name: np.round(array, 3) for layer in layers for name, array in layer.params.items()}


def joined(names: list[str], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return the tokens of the names, in random order and one after another, and where each begins."""
    tokens = [encode(names[i]) for i in rng.permutation(len(names))]
    return {"tokens": np.concatenate(tokens), "begins": np.cumsum([0, *map(len, tokens)])}


def arrays() -> dict[str, Any]:
    """Return the names, the weights before training, and the numbers that draw letters."""
    rng = np.random.default_rng(0)
    parts = split_names()
    return {
        "training": joined(parts["training"], rng),
        "validation": joined(parts["validation"], rng),
        "weights": {f"seed {seed}": initial(seed) for seed in range(3)},
        "u": np.round(np.random.default_rng(2).random(2 * LONGEST), 4),
        "between": np.array([SPELLED.index(letter) for letter in " · "]),
        "kept_at": np.array(KEPT_AT),
    }


def start(arrays: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return the network before it has read a name."""
    params = arrays["weights"][settings["seed"]]
    return {
        "training": arrays["training"],
        "validation": arrays["validation"],
        "u": arrays["u"],
        "params": params,
        "m": {name: np.zeros_like(array) for name, array in params.items()},
        "v": {name: np.zeros_like(array) for name, array in params.items()},
        "n": 0,
        "nats": np.zeros(2),  # training, validation: of late names, the latest with the most weight
        "letters": np.zeros(2),
        "curves": np.full((2, READ // EVERY + 1), np.nan),
        "between": arrays["between"],
        "kept_at": arrays["kept_at"],
        "kept": np.full((len(arrays["kept_at"]), 2 * LONGEST + 3), -1.0),
        "far": np.zeros(2),  # squared, of late names: dE's distance from the right one, and the right one
        "done": False,
    }


def tick(state: dict[str, Any], settings: dict[str, Any]) -> None:
    """Judge a validation name and a training name, then learn from the training name."""
    params, n = state["params"], state["n"]
    for k in range(len(state["kept_at"])):
        if n == state["kept_at"][k]:
            state["kept"][k] = written(state, settings)
    tokens = name_of(state["validation"], n)
    _, _, z = read(params, tokens)
    note(state, 1, language.loss(z, tokens[1:]), len(z))
    tokens = name_of(state["training"], n)
    x, h, z = read(params, tokens)
    note(state, 0, language.loss(z, tokens[1:]), len(z))
    dx, _, grads = language.backward(params, x, tokens[1:], h, z)
    right = language.embed_backward(params["E"], tokens[:-1], dx)
    grads["E"] = BACKWARD[settings["broken"]](params["E"], tokens[:-1], dx)
    state["far"][0] = 0.99 * state["far"][0] + np.sum((grads["E"] - right) ** 2)
    state["far"][1] = 0.99 * state["far"][1] + np.sum(right**2)
    descent.adam(params, grads, state["m"], state["v"], n + 1, settings["eta"])
    state["n"] = n + 1
    if state["n"] % EVERY == 0:
        state["curves"][:, state["n"] // EVERY] = perplexities(state)
    state["done"] = state["n"] == READ


def name_of(names: dict[str, Any], n: int) -> Any:
    """Return the tokens of the name that is read after n others, from its start to its end."""
    k = n % (len(names["begins"]) - 1)
    return names["tokens"][int(names["begins"][k]) : int(names["begins"][k + 1])]


def read(params: rnn.Params, tokens: Any) -> tuple[Any, Any, Any]:
    """Return inputs, states and scores for all tokens but the last."""
    x = language.embed(params["E"], tokens[:-1])
    h, z = rnn.forward(params, x, np.zeros(H))
    return x, h, z


def note(state: dict[str, Any], k: int, loss: float, T: int) -> None:
    """Add a name's loss to the running sums, which forget a hundredth with each name."""
    state["nats"][k] = 0.99 * state["nats"][k] + T * loss
    state["letters"][k] = 0.99 * state["letters"][k] + T


def perplexities(state: dict[str, Any]) -> Any:
    """Return those of late names, training and validation; NaN before the first."""
    return np.exp(state["nats"] / state["letters"])


def written(state: dict[str, Any], settings: dict[str, Any]) -> Any:
    """Write two names with a dot between them. The numbers that draw the letters are always the same."""
    params, letters, i = state["params"], np.full(2 * LONGEST + 3, -1.0), 0
    for k in range(2):
        if k == 1:
            letters[i : i + 3] = state["between"]
            i += 3
        h, token, left = np.zeros(H), START, LONGEST
        while left > 0:
            tokens: Any = [token]
            states, z = rnn.forward(params, language.embed(params["E"], tokens), h)
            h = states[1]
            token = language.sample(z[0], settings["tau"], state["u"][k * LONGEST + LONGEST - left])
            left -= 1
            if token < LETTERS:
                left = 0
            else:
                letters[i] = token - LETTERS
                i += 1
    return letters


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return the curves, what was written before, and what the network writes now."""
    kept, far = state["kept"], state["far"]
    return {
        "training": state["curves"][0],
        "validation": state["curves"][1],
        "n": state["n"],
        "late": perplexities(state),
        "off": np.sqrt(far[0] / far[1]),
        "after_0": kept[0],
        "after_100": kept[1],
        "after_300": kept[2],
        "after_1000": kept[3],
        "after_3000": kept[4],
        "now": written(state, settings),
    }


def draw(values: Values) -> Figure:
    """Draw the perplexities, and below them what the network wrote, early and now."""
    fig, (ax, page) = figures.new(4.4, 4.9, nrows=2, margins=(0.45, 0.25, 0.05, 0.5), height_ratios=(1.5, 1))
    fig.subplots_adjust(hspace=0.36)
    said = "perplexity of the latest names"
    ax.text(0, 1.15, said, transform=ax.transAxes, color=figures.GREY, fontsize=10)
    names = np.arange(READ // EVERY + 1) * EVERY
    for k, (part, colour, style) in enumerate(
        (("training", figures.BLUE, "-"), ("validation", figures.PURPLE, "--"))
    ):
        marks.line(ax, values, part, x=names, color=colour, linestyle=style, label=part)
        look = {"transform": ax.transAxes, "color": colour, "fontsize": 11}
        marks.text(ax, 0.45 * k, 1.03, values, f"{part} {{late[{k}]:.1f}}", **look)
    for model, perplexity in COUNTED.items():
        ax.axhline(perplexity, color=figures.GREY, linestyle=":", linewidth=1)
        ax.text(0.01 * READ, perplexity / 1.02, model, color=figures.GREY, fontsize=10, va="top")
    ax.set(yscale="log", xlim=(0, READ), ylim=(6.5, 50), xticks=range(0, READ + 1, 1000), xlabel="names read")
    ax.set_yticks([8, 10, 15, 20, 30, 40], ["8", "10", "15", "20", "30", "40"])
    ax.minorticks_off()
    for row, n in enumerate((*KEPT_AT, None)):
        y, colour = len(KEPT_AT) - row, figures.INK if n is None else figures.GREY
        page.text(0.2, y, "now" if n is None else str(n), ha="right", color=colour, fontsize=10)
        name = "now" if n is None else f"after_{n}"
        marks.text(page, 0.24, y, values, f"{{{name}}}", fontsize=11)
    page.text(0, len(KEPT_AT) + 1, "after … names it writes", color=figures.GREY, fontsize=10)
    marks.text(page, 0, -1.1, values, "{n} names read · dE off by {off:.2f}", fontsize=10)
    page.set(xlim=(0, 1), ylim=(-1.3, len(KEPT_AT) + 1.2))
    page.axis("off")
    return fig


def demo() -> Live:
    """Return the demo."""
    spelled = ("after_0", "after_100", "after_300", "after_1000", "after_3000", "now")
    return live(
        name="spelling-lesson",
        caption=(
            f"A smaller network, of {H} units, before training. Press Train: it reads the training names one "
            "by one, and after each makes an update. Every name is judged before it is learned from; the "
            "latest hundred or so weigh most. Dotted: what counting reaches on the validation names. "
            "“Off by” is the distance of dE from the right one, over the length of that."
        ),
        controls={
            "eta": controls.slider(0.0003, 0.03, value=0.003, log=True, label="learning rate η"),
            "tau": controls.slider(0.1, 2, value=0.6, step=0.1, label="temperature τ of its writing"),
            "seed": controls.choice([f"seed {n}" for n in range(3)], label="initial weights", restarts=True),
            "broken": controls.choice(list(BACKWARD), label="break it", restarts=True),
        },
        arrays=arrays(),
        start=start,
        tick=tick,
        show=show,
        draw=draw,
        sentence=(
            "After {n} names the perplexity is {late[0]:.1f} on training names and {late[1]:.1f} on "
            "validation names; dE is off by {off:.2f} of its length; the network writes “{now}”."
        ),
        words=dict.fromkeys(spelled, SPELLED),
        pace=200,
        run="Train",
    )
