"""The playground: a task, a cell and how it is trained are chosen, and the page trains it."""

from typing import Any

import numpy as np

from rnnlib.data import character_names, sunspots
from rnnlib.data.names import VOCAB_SIZE, encode
from rnnlib.explore import controls
from rnnlib.explore.live import Live, live
from rnnlib.explore.playground import view
from rnnlib.explore.playground.picture import CAPTION, SENTENCE, UPDATES, WORDS, draw
from rnnlib.explore.playground.stories import STORIES
from rnnlib.scratch import brackets, chance, descent, language, network, readout, starting, tasks

B, BIN = 16, 10  # sequences a batch; updates that make a point of the curves
NAMES = 300  # how many of the names it reads
TASKS = ["parity", "delayed recall", "adding", "temporal order", "brackets", "sunspots", "names"]
CELLS = list(network.FORWARD)
DRAW = {
    "parity": tasks.parity,
    "delayed recall": tasks.delayed_recall,
    "adding": tasks.adding,
    "temporal order": tasks.temporal_order,
    "brackets": brackets.brackets,
}
TRUNCATED = {"to the first step": 50, "at most 10 steps": 10, "at most 5 steps": 5, "1 step": 1}
NEAR = 0.1  # a number this close to the right one counts as right


def arrays() -> dict[str, Any]:
    """Return the sunspots of the training years, in hundreds, and the tokens of many names in a row."""
    years, numbers = sunspots()
    names = np.concatenate([encode(name) for name in character_names()[:NAMES]])
    return {"sunspots": np.round(numbers[years <= 1920] / 100, 4), "names": names}


def sizes(task: str) -> tuple[int, int]:
    """Return D and O of a task."""
    D, O = (1, 2) if task == "parity" else (5, 4) if task == "delayed recall" else (6, 4)
    if task == "brackets":
        D, O = 3, 2
    if task == "adding" or task == "sunspots":
        D, O = 2 if task == "adding" else 1, 1
    if task == "names":
        D, O = VOCAB_SIZE, VOCAB_SIZE
    return D, O


def kind(task: str) -> str:
    """Return what a task asks for: a number or a class."""
    return "number" if task == "adding" or task == "sunspots" else "class"


def sequence(r: Any, task: str, T: int, records: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Draw a sequence of a task: x (T, D), y (T,) and counts (T,)."""
    if task != "sunspots" and task != "names":
        return DRAW[task](r, T)
    record = records[task]
    first = chance.whole(r, len(record) - T)
    now, following = record[first : first + T], record[first + 1 : first + T + 1]
    x = language.one_hot(now, VOCAB_SIZE) if task == "names" else now.reshape(T, 1)
    return x, following, np.ones(T)


def start(arrays: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Draw the initial weights, and a sequence to look at."""
    D, O = sizes(settings["task"])
    r = chance.begin(settings["seed"])
    params = starting.weights(r, settings["cell"], D, settings["H"], O, settings["kind"], settings["rho"])
    x, y, counts = sequence(r, settings["task"], settings["T"], arrays)
    return {
        "records": arrays,
        "r": r,
        "params": params,
        "v": zeros(params),
        "s": zeros(params),
        "x": x,
        "y": y,
        "counts": counts,
        "n": 0,
        "losses": np.full(UPDATES // BIN, np.nan),
        "shares": np.full(UPDATES // BIN, np.nan),
        "latest": np.zeros((2, BIN)),
        "norm": np.nan,
        "diverged": 0,
        "done": False,
    }


def zeros(params: dict[str, Any]) -> dict[str, Any]:
    """Return arrays of the same shapes, of zeros."""
    return {name: np.zeros_like(array) for name, array in params.items()}


def right(y_hat: Any, y: Any, counts: Any, what: str) -> float:
    """Return the share of the steps that count whose output is right, or near enough."""
    hits = 0.0
    for t in range(len(y)):
        if counts[t] > 0:
            near = abs(y_hat[t, 0] - y[t]) < NEAR if what == "number" else y_hat[t].argmax() == y[t]
            hits = hits + (1.0 if near else 0.0)
    return hits / np.sum(counts)


def tick(state: dict[str, Any], settings: dict[str, Any]) -> None:
    """Make one update, from a fresh batch."""
    params, cell, what = state["params"], settings["cell"], kind(settings["task"])
    grads, loss, share = zeros(params), 0.0, 0.0
    for _ in range(B):
        x, y, counts = sequence(state["r"], settings["task"], settings["T"], state["records"])
        kept = network.FORWARD[cell](params, x, np.zeros(settings["H"]))
        y_hat = readout.forward(params, kept[0])
        part, dy_hat = readout.LOSS[what](y_hat, y, counts)
        dh, above = readout.backward(params, kept[0], dy_hat / B, counts)
        descent.add(grads, above)
        network.backward(cell, params, x, dh, kept, settings["k"], grads)
        loss = loss + part / B
        share = share + right(y_hat, y, counts, what) / B
    norm = descent.clip(grads, settings["clip"])
    if norm < 1e9 and loss < 1e9:  # false for NaN, too
        state["n"] += 1
        descent.RULES[settings["rule"]](params, grads, state["v"], state["s"], state["n"], settings["eta"])
        note(state, loss, share)
        state["norm"] = norm
    else:
        state["diverged"] = 1
    state["done"] = state["diverged"] == 1 or state["n"] == UPDATES


def note(state: dict[str, Any], loss: float, share: float) -> None:
    """Keep the latest losses and shares that are right; every tenth update their means go to the curves."""
    n = state["n"]
    state["latest"][0, (n - 1) % BIN] = loss
    state["latest"][1, (n - 1) % BIN] = share
    if n % BIN == 0:
        state["losses"][n // BIN - 1] = np.sum(state["latest"][0]) / BIN
        state["shares"][n // BIN - 1] = np.sum(state["latest"][1]) / BIN


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Run the network over the sequence that is looked at, and send back the loss of the step chosen."""
    params, cell, task, T = state["params"], settings["cell"], settings["task"], settings["T"]
    x, y, what = state["x"], state["y"], kind(settings["task"])
    at = max(1, T - settings["back"])
    kept = network.FORWARD[cell](params, x, np.zeros(settings["H"]))
    y_hat = readout.forward(params, kept[0])
    only = np.zeros(T)
    only[at - 1] = 1.0
    _, dy_hat = readout.LOSS[what](y_hat, y, only)
    dh, _ = readout.backward(params, kept[0], dy_hat, only)
    dx = network.backward(cell, params, x, dh, kept, settings["k"], zeros(params))
    output, answer = view.outputs(y_hat, y, what)
    p, likely = view.likeliest(y_hat[at - 1], what)
    said = y_hat[at - 1, 0] if what == "number" else float(y_hat[at - 1].argmax())
    known = min(state["n"], BIN) if state["n"] > 0 else np.nan
    return {
        "inputs": view.inputs_of(x, task),
        "states": view.states_of(kept[0]),
        "output": view.spread(output),
        "answer": view.spread(answer),
        "reach": view.spread(view.lengths(dx, at)),
        "chosen": view.mark_at(at, T),
        "losses": state["losses"],
        "shares": state["shares"],
        "n": state["n"],
        "loss": np.sum(state["latest"][0]) / known,
        "share": np.sum(state["latest"][1]) / known,
        "norm": state["norm"],
        "end": state["diverged"],
        "p": p,
        "likely": likely + view.first_class(task),
        "step": at,
        "last": T,
        "reads": view.spelled_input(x[at - 1], task),
        "right": view.spelled(y[at - 1], task),
        "says": view.spelled(said, task),
    }


def demo() -> Live:
    """Return the demo."""
    return live(
        name="playground",
        caption=CAPTION,
        controls={
            "task": controls.choice(TASKS, value="delayed recall", label="task", restarts=True),
            "cell": controls.choice(CELLS, label="cell", restarts=True),
            "T": controls.slider(10, 50, value=20, step=10, label="length T", restarts=True),
            "H": controls.choice(
                {"4": 4, "8": 8, "16": 16, "32": 32}, value="16", label="units H", restarts=True
            ),
            "kind": controls.choice(["random", "orthogonal", "identity"], label="W_hh begins", restarts=True),
            "rho": controls.slider(0.1, 2, value=1, step=0.05, label="spectral radius ρ", restarts=True),
            "seed": controls.slider(0, 9, value=0, step=1, label="seed", restarts=True),
            "rule": controls.choice(list(descent.RULES), label="rule", restarts=True),
            "eta": controls.slider(0.0005, 0.5, value=0.01, log=True, label="learning rate η"),
            "clip": controls.slider(0.01, 10000, value=1, log=True, label="gradient clipped to"),
            "k": controls.choice(TRUNCATED, label="gradient goes back", restarts=True),
            "back": controls.slider(0, 49, value=0, step=1, label="looked at, steps before the end"),
        },
        arrays=arrays(),
        start=start,
        tick=tick,
        show=show,
        draw=draw,
        sentence=SENTENCE,
        words=WORDS,
        run="Train",
        worker=True,
        stories=STORIES,
        folds={"The network": ["H", "kind", "rho", "seed"], "The training": ["rule", "eta", "clip", "k"]},
    )
