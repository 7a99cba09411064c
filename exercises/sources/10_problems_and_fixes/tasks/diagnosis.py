"""Task board.diagnosis: five runs that fail. What an answer would change is tried: the run is made again with it.

The network and its task are small, so that a run takes a tenth of a second: the first symbol is one of four, and
after the last of fifteen steps a tanh network is to name it.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Section

Array = np.ndarray
T, B, D, H, K = 15, 16, 8, 16, 4  # steps, sequences, symbols, units, of which K can be asked for
UPDATES, EVERY, TESTED = 200, 20, 200
GUESS, ENOUGH = 1 / K, 0.95  # the accuracy of a guess, and the one that counts as cured
LEARNED = 0.05  # the loss at which a run ends early
USUAL = {"lr": 0.1, "max_norm": 1.0, "radius": 1.0, "scale": 0.2, "chunk": T}
BETWEEN = {
    "lr": (1e-4, 10),
    "max_norm": (1e-3, np.inf),
    "radius": (0.1, 3),
    "scale": (0.01, 20),
    "chunk": (1, T),
}
NAMES = ("vanishing", "exploding", "saturated", "truncated", "rate too large", "rate too small")
SATURATED = 0.95  # beyond it the slope of tanh is below a tenth


class Failing(NamedTuple):
    """One of the five: how it was made, its problem, and what in its record gives the problem away."""

    wrong: dict[str, float]
    seed: int
    problem: str
    evidence: str


FAILING = (
    Failing(
        {"max_norm": np.inf, "lr": 0.2, "radius": 1.5},
        0,
        "exploding",
        "going back, the gradient grows from lag to lag, and the largest norm is many times the median.",
    ),
    Failing(
        {"chunk": 4, "radius": 0.9},
        5,
        "truncated",
        "from lag 4 on the gradient is exactly 0. Slopes and weights make it small, but never 0.",
    ),
    Failing(
        {"radius": 0.5},
        0,
        "vanishing",
        "the gradient falls by about the same factor at every step, and no state is near ±1.",
    ),
    Failing(
        {"scale": 5.0},
        0,
        "saturated",
        "half of the states begin beyond ±0.95, where tanh is flat, and that is what eats the gradient.",
    ),
    Failing(
        {"lr": 3.0},
        0,
        "rate too large",
        "the gradient reaches the first step, half as long as at the last, and yet the loss is far above ln 4, "
        "which is what a guess costs.",
    ),
)


class Run(NamedTuple):
    """What a run shows: the losses, means of 20 updates; the norms before clipping; the start; the test."""

    losses: Array
    norms: Array
    by_lag: Array
    saturated: float
    accuracy: float


def symbols(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    """Return n sequences (T, n, D) and their answers (n,): the first symbol counts, the others do not."""
    answers, drawn = rng.integers(K, size=n), rng.integers(K, D, size=(T, n))
    drawn[0] = answers
    return np.eye(D)[drawn], answers


def forward(p: dict[str, Array], x: Array) -> tuple[list[Array], Array]:
    """Return the states, the one before the first step in front, and the probabilities of the answers."""
    h = [np.zeros((x.shape[1], H))]
    for x_t in x:
        h.append(np.tanh(x_t @ p["W_xh"].T + h[-1] @ p["W_hh"].T + p["b_h"]))
    z = h[-1] @ p["W_hy"].T + p["b_y"]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return h, e / e.sum(axis=1, keepdims=True)


def gradients(
    p: dict[str, Array], x: Array, answers: Array, chunk: int
) -> tuple[float, dict[str, Array], Array]:
    """Return the loss, the gradients, and the length of dL/dh at each lag, 0 where it is cut off."""
    h, q = forward(p, x)
    n = len(answers)
    loss = -np.mean(np.log(q[np.arange(n), answers] + 1e-300))
    dz = (q - np.eye(K)[answers]) / n
    grads = {name: np.zeros_like(w) for name, w in p.items()}
    grads["W_hy"], grads["b_y"] = dz.T @ h[-1], dz.sum(axis=0)
    dh, by_lag = dz @ p["W_hy"], np.zeros(T)
    for k in range(chunk):
        by_lag[k] = np.linalg.norm(dh)
        da = dh * (1 - h[T - k] ** 2)
        grads["W_xh"] += da.T @ x[T - 1 - k]
        grads["W_hh"] += da.T @ h[T - 1 - k]
        grads["b_h"] += da.sum(axis=0)
        dh = da @ p["W_hh"]
    return float(loss), grads, by_lag


@cache
@np.errstate(all="ignore")
def train(seed: int, lr: float, max_norm: float, radius: float, scale: float, chunk: int) -> Run:
    """Train with plain gradient descent; the same seed gives the same run."""
    rng = np.random.default_rng(seed)
    Q, R = np.linalg.qr(rng.normal(size=(H, H)))
    p = {
        "W_xh": scale * rng.normal(size=(H, D)) / 2,
        "W_hh": radius * Q * np.sign(np.diag(R)),
        "b_h": np.zeros(H),
        "W_hy": rng.normal(size=(K, H)) / H**0.5,
        "b_y": np.zeros(K),
    }
    losses, norms, first, saturated = [], [], np.zeros(T), 0.0
    for update in range(UPDATES):
        x, answers = symbols(rng, B)
        loss, grads, by_lag = gradients(p, x, answers, chunk)
        if update == 0:
            first, saturated = by_lag, float(np.mean(np.abs(forward(p, x)[0][1:]) > SATURATED))
        norm = float(np.sqrt(sum(np.sum(g**2) for g in grads.values())))
        for name, g in grads.items():
            p[name] -= lr * min(1.0, max_norm / max(norm, 1e-300)) * g
        losses.append(loss)
        norms.append(norm)
        if len(losses) % EVERY == 0 and np.mean(losses[-EVERY:]) < LEARNED:
            break
    x, answers = symbols(rng, TESTED)
    accuracy = float(np.mean(forward(p, x)[1].argmax(axis=1) == answers))
    means = np.reshape(losses, (-1, EVERY)).mean(axis=1)
    return Run(means, np.array(norms), first, saturated, accuracy)


def made(failing: Failing, **changed: float) -> Run:
    """Return a failing run or, with settings changed, what becomes of it."""
    return train(failing.seed, **{**USUAL, **failing.wrong, **changed})


def record(run: Run) -> dict[str, Array]:
    """Return what a learner sees of a run, to three digits: every second lag, the median and largest norm."""

    def digits(values: Any) -> Array:
        return np.array([float(f"{value:.3g}") for value in values])

    norms = digits([np.median(run.norms), run.norms.max()])
    return {
        "losses": digits(run.losses),
        "norms": norms,
        "by_lag": digits(run.by_lag[::2]),
        "saturated": round(run.saturated, 2),
    }


def shown() -> dict[int, Inputs]:
    """Return the records, as the master's own cell has them (benchmarks/failing_runs.py writes it)."""
    master = json.loads((Path(__file__).resolve().parents[1] / "master.ipynb").read_text(encoding="utf-8"))
    sources = ("".join(cell["source"]) for cell in master["cells"] if cell["cell_type"] == "code")
    names: dict[str, Any] = {"np": np}
    exec(next(source for source in sources if source.startswith("runs = {")), names)
    return names["runs"]


def _unusable(answer: Any) -> str:
    """Say why an answer cannot be tried; nothing if it can."""
    if not isinstance(answer, dict) or len(answer) != 1 or not isinstance(next(iter(answer.values())), dict):
        return "the answer is to be a dict of one problem, and its value a dict of settings: {problem: {setting: value}}."
    ((problem, fix),) = answer.items()
    if problem not in NAMES:
        return f"{problem!r} is none of the six problems: {', '.join(NAMES)}."
    if not fix:
        return "the dict of settings is empty: nothing would change."
    for name, value in fix.items():
        if name not in BETWEEN:
            return f"{name!r} is none of the settings: {', '.join(BETWEEN)}."
        least, most = BETWEEN[name]
        if not isinstance(value, (int, float)) or not least <= value <= most:
            return f"{name} is to be a number from {least:g} to {most:g}."
        if name == "chunk" and value != int(value):
            return "chunk is to be a whole number of steps."
    return ""


def _symptom(run: Run, settings: dict[str, float]) -> str:
    """Say what is still wrong with a run, the plainest sign first."""
    first, last, ratio = run.losses[0], run.losses[-1], run.by_lag[-1] / run.by_lag[0]
    step = settings["lr"] * min(settings["max_norm"], run.norms.max())
    if not np.isfinite(last):
        return "its numbers overflow"
    if settings["chunk"] < T:
        return f"the gradient still ends after {settings['chunk']:g} of {T} steps, and the symbol to name stands first"
    shorter = f"{float(f'{1 / max(ratio, 1e-99):.2g}'):,.0f} times shorter"
    if run.saturated > 0.2:
        said = f"still {run.saturated:.0%} of the states begin beyond ±0.95, where tanh is flat"
        return f"{said}, and on its way back the gradient becomes {shorter}" if ratio < 0.05 else said
    if last > 1.1 * np.log(K):
        return (
            f"at the end the loss is {last:.1f}, where a guess has ln 4 = 1.4: the steps are still too long"
        )
    if ratio < 0.05:
        return f"on its way back to the first step the gradient still becomes {shorter}"
    if run.norms.max() > 5 * np.median(run.norms):
        return (
            f"still one gradient is {run.norms.max() / np.median(run.norms):.0f} times as long as the median, and "
            f"a step of the length {step:.1g} undoes what was learned"
        )
    return (
        f"the gradient arrives, but {UPDATES} updates take the loss only from {first:.2f} to {last:.2f}: the steps "
        "are too short"
    )


def TRIED(answer: Any, inputs: Inputs) -> str:
    """Make the run again with the settings of an answer, and say what is wrong with it; nothing if it is right."""
    number = next(n for n, run in shown().items() if np.array_equal(run["losses"], inputs["losses"]))
    failing = FAILING[number - 1]
    if said := _unusable(answer):
        return f"run {number}: {said}"
    ((problem, fix),) = answer.items()
    settings = {**USUAL, **failing.wrong, **{name: float(value) for name, value in fix.items()}}
    settings["chunk"] = int(settings["chunk"])
    again = train(failing.seed, **settings)
    changed = ", ".join(f"{name} = {settings[name]:g}" for name in fix)
    result = f"run {number}, trained again with {changed}, names {again.accuracy:.0%} of the symbols"
    cured, named = again.accuracy >= ENOUGH, problem == failing.problem
    if cured:
        return (
            ""
            if named
            else f"{result}: cured. But its problem has another name than {problem!r}: {failing.evidence}"
        )
    said = f"{result}; a guess names {GUESS:.0%}: {_symptom(again, settings)}."
    return (
        f"{said} The name, {problem!r}, is right."
        if named
        else f"{said} Nor is it {problem!r}: {failing.evidence}"
    )


READ = Section("10_clipping", "What clipping cannot do")
EQUATION = """\
‖dL/dh‖ at lag 14, beside lag 0:
    = 0 → truncated; longer → exploding
    far shorter → saturated, where many states are near -1 or 1; else vanishing
    of like length → rate too large, where the loss is far above ln 4"""
WHY = (
    "Four of the five show it before the first update: one backward pass tells vanishing, exploding, saturated "
    "and truncated apart. Only the rate has to be seen at work."
)


def _of(number: int) -> Inputs:
    return {name: np.array(value) if np.ndim(value) else value for name, value in shown()[number].items()}


CASES = tuple(
    Case(f"run {number}", lambda rng, number=number: _of(number)) for number in range(1, len(FAILING) + 1)
)
