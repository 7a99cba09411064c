"""Training: a network learns the sunspots before the reader's eyes, one update after the other."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import RNN, Linear, figures
from rnnlib.data import sunspots
from rnnlib.explore import controls, marks
from rnnlib.explore.breaking import broken
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import descent, rnn

H, C, T_TRAIN, EPOCHS = 8, 44, 220, 100
CHUNKS = T_TRAIN // C
UPDATES = EPOCHS * CHUNKS
BACKWARD = broken(
    rnn.backward,
    {
        "Wᵀ left out": ("W_hh.T @ da_next", "da_next"),
        "1 − h² left out": ("(1 - h[t] ** 2) * dh", "dh"),
        "h[t] for h[t − 1]": ("np.outer(da, h[t - 1])", "np.outer(da, h[t])"),
        "= for +=": ("dW_hh += np.outer", "dW_hh = np.outer"),
    },
)


def initial(seed: int) -> dict[str, np.ndarray]:
    """Return the weights of chapter 7's network before training, to three digits."""
    rng = np.random.default_rng(seed)
    layers = RNN(1, H, rng=rng), Linear(H, 1, rng=rng)
    return {name: np.round(array, 3) for layer in layers for name, array in layer.params.items()}


def arrays() -> dict[str, Any]:
    """Return the record up to 1955, the scale of the training years, and the initial weights."""
    years, numbers = sunspots()
    training = numbers[years <= 1920]
    return {
        "numbers": numbers[years <= 1955],
        "mean": training.mean(),
        "std": training.std(),
        "weights": {f"seed {seed}": initial(seed) for seed in range(3)},
    }


def start(arrays: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return the network before its first update."""
    numbers, params = arrays["numbers"], arrays["weights"][settings["seed"]]
    scaled = (numbers - arrays["mean"]) / arrays["std"]
    state = {
        "x": scaled[:-1].reshape(-1, 1),
        "y": scaled[1:].reshape(-1, 1),
        "mean": arrays["mean"],
        "std": arrays["std"],
        "params": params,
        "v": {name: np.zeros_like(array) for name, array in params.items()},
        "h0": np.zeros(H),
        "n": 0,
        "norm": np.full(UPDATES + 1, np.nan),
        "training": np.full(EPOCHS + 1, np.nan),
        "validation": np.full(EPOCHS + 1, np.nan),
        "forecast": numbers[1:],
        "off": 0.0,
        "diverged": 0,
        "done": False,
    }
    judge(state, settings)
    return state


def tick(state: dict[str, Any], settings: dict[str, Any]) -> None:
    """Make one update, from the next chunk of the training years."""
    params, v = state["params"], state["v"]
    first = state["n"] % CHUNKS * C
    x, y = state["x"][first : first + C], state["y"][first : first + C]
    if first == 0:
        state["h0"] = np.zeros(H)
    h, y_hat = rnn.forward(params, x, state["h0"])
    grads = BACKWARD[settings["broken"]](params, x, y, h, y_hat)
    norm = descent.length(grads)
    if norm < 1e6:  # false for NaN, too
        scale = min(1.0, settings["clip"] / max(norm, 1e-12))
        for name in params:
            v[name] = settings["mu"] * v[name] + scale * grads[name]
            params[name] -= settings["eta"] * v[name]
        state["h0"] = h[-1]
        state["n"] += 1
        state["norm"][state["n"]] = norm
        if state["n"] % CHUNKS == 0:
            judge(state, settings)
    else:
        state["diverged"] = 1
    state["done"] = state["diverged"] == 1 or state["n"] == UPDATES


def judge(state: dict[str, Any], settings: dict[str, Any]) -> None:
    """After an epoch: forecast every year, note the losses, and check the gradient."""
    epoch, params = state["n"] // CHUNKS, state["params"]
    _h, y_hat = rnn.forward(params, state["x"], np.zeros(H))
    state["forecast"] = state["mean"] + state["std"] * y_hat[:, 0]
    state["training"][epoch] = rnn.loss(y_hat[:T_TRAIN], state["y"][:T_TRAIN])
    state["validation"][epoch] = rnn.loss(y_hat[T_TRAIN:], state["y"][T_TRAIN:])
    if settings["broken"] != "nothing":
        state["off"] = mistake(params, state["x"][:C], state["y"][:C], settings["broken"])


def mistake(params: rnn.Params, x: np.ndarray, y: np.ndarray, how: str) -> float:
    """Return how far a chunk's broken gradient is from the right one, over the length of that."""
    h, y_hat = rnn.forward(params, x, np.zeros(H))
    right, used = rnn.backward(params, x, y, h, y_hat), BACKWARD[how](params, x, y, h, y_hat)
    return descent.length({name: used[name] - right[name] for name in right}) / descent.length(right)


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return the forecast and the losses of the last epoch, and the gradient norm of every update."""
    epoch = state["n"] // CHUNKS
    return {
        "forecast": state["forecast"],
        "training": state["training"],
        "validation": state["validation"],
        "norm": state["norm"],
        "n": state["n"],
        "loss": state["training"][epoch],
        "rmse": state["std"] * np.sqrt(state["validation"][epoch]),
        "off": state["off"],
        "end": state["diverged"],
    }


def draw(values: Values) -> Figure:
    """Draw the forecast over the record, and below it the losses and the gradient norm."""
    fig, (top, middle, bottom) = figures.new(
        5.2, 5.6, nrows=3, margins=(0.75, 0.15, 0.5, 0.35), height_ratios=(2.2, 1.3, 1)
    )
    years, numbers = sunspots()
    seen = years <= 1955
    top.axvspan(1920.5, 1955.5, color=(figures.BLUE, 0.15), linewidth=0)
    top.plot(years[seen], numbers[seen], color=figures.GREY, linewidth=1.2)
    marks.line(top, values, "forecast", x=years[seen][1:], color=figures.GREEN, linewidth=1.8)
    top.set(xlim=(1700, 1956), ylim=(-45, 205), ylabel="sunspots", yticks=[0, 100, 200])
    said = "{n} updates · validation RMSE {rmse:.1f} · gradient off by {off:.2f}{end}"
    marks.text(top, 0, 1.04, values, said, transform=top.transAxes, fontsize=10.5)
    epochs = np.arange(EPOCHS + 1)
    marks.line(
        middle, values, "validation", x=epochs, color=figures.PURPLE, linestyle="--", label="validation"
    )
    marks.line(middle, values, "training", x=epochs, color=figures.BLUE, label="training")
    middle.set(yscale="log", xlim=(0, EPOCHS), ylim=(0.05, 5), ylabel="loss", xticklabels=[])
    middle.set_yticks([0.1, 1], ["0.1", "1"])
    middle.legend(loc="upper right", ncols=2)
    updates = np.arange(UPDATES + 1) / CHUNKS
    marks.line(bottom, values, "norm", x=updates, color=figures.ORANGE, linewidth=1)
    bottom.set(yscale="log", xlim=(0, EPOCHS), ylim=(0.02, 50), ylabel="‖dW‖", xlabel="epoch")
    bottom.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
    for ax in (middle, bottom):
        ax.minorticks_off()
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="sunspot-training",
        caption=(
            "Grey: the record. Green: the network's forecast of each year from those before it, drawn anew "
            "after each epoch of five updates. "
            "RMSE is the root of the mean squared error, in sunspot numbers. "
            "'Off by' is the distance of a broken gradient from the right one, over the length of that. "
            "The years on blue are for validation only. Press Train; then Reset, and try ten times the "
            "learning rate, a smaller bound on the gradient, or no momentum."
        ),
        controls={
            "eta": controls.slider(0.001, 0.3, value=0.02, log=True, label="learning rate η"),
            "mu": controls.slider(0, 0.98, value=0.9, step=0.02, label="momentum μ"),
            "clip": controls.slider(0.01, 10, value=1, log=True, label="gradient clipped to"),
            "seed": controls.choice([f"seed {n}" for n in range(3)], label="initial weights", restarts=True),
            "broken": controls.choice(list(BACKWARD), label="break it", restarts=True),
        },
        arrays=arrays(),
        start=start,
        tick=tick,
        show=show,
        draw=draw,
        sentence=(
            "After {n} updates the training loss is {loss:.3f} and the forecasts of the validation years are "
            "off by {rmse:.1f} sunspot numbers; the gradient is off by {off:.2f} of its length{end}."
        ),
        words={"end": ["", ", and training has diverged"]},
        pace=60,
        run="Train",
    )
