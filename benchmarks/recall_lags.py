"""At which lag does a tanh network fail to learn? Delayed recall at several lags, from four initialisations.

Each initialisation is tried with three learning rates at each lag, from five seeds. A run ends when it has
learned the task, or after 3000 updates. The rows go to rnnlib/data/experiments/, where chapter 9 reads them.
"""

from itertools import product
from typing import Any

import numpy as np
from stored_runs import stored_runs

from rnnlib import RNN, Adam, Linear, clip_grad_norm, softmax_cross_entropy
from rnnlib.data.tasks import Task, delayed_recall
from rnnlib.init import orthogonal

H, B, SYMBOLS, UPDATES, LOOK_EVERY, LEARNED = 16, 32, 4, 3000, 100, 0.99
# W_hh is this many times an orthogonal matrix, None: as the layer draws it; W_xh this many times the layer's.
STARTS = {
    "half": (0.5, 1.0),
    "Xavier": (None, 1.0),
    "orthogonal": (1.0, 1.0),
    "orthogonal, quiet inputs": (1.0, 0.1),
}
LAGS = {  # up to one at which nothing is learned
    "half": (5, 10, 20),
    "Xavier": (5, 10, 20, 40),
    "orthogonal": (5, 10, 20, 40, 80),
    "orthogonal, quiet inputs": (5, 10, 20, 40, 80, 160),
}
RATES, SEEDS = (0.001, 0.003, 0.01), range(5)
SETTINGS = [
    {"start": start, "lag": lag, "lr": lr, "seed": seed}
    for seed, start in product(SEEDS, STARTS)
    for lag, lr in product(LAGS[start], RATES)
]

Row = dict[str, Any]


def network(start: str, rng: np.random.Generator) -> tuple[RNN, Linear]:
    """Return the layer and its readout, as they are before training."""
    layer, readout = RNN(SYMBOLS + 1, H, rng=rng), Linear(H, SYMBOLS, rng=rng)
    gain, inputs = STARTS[start]
    if gain is not None:
        layer.params["W_hh"][...] = orthogonal((H, H), gain=gain, rng=rng)
    layer.params["W_xh"] *= inputs
    return layer, readout


def accuracy(layer: RNN, readout: Linear, task: Task) -> float:
    """Return the share of sequences whose first symbol is named at the end."""
    scores = readout.forward(layer.forward(task.x)[0][-1:])[0]
    return float(np.mean(scores.argmax(axis=-1) == task.y[-1:]))


def backward(
    layer: RNN, readout: Linear, task: Task, state0: np.ndarray | None = None
) -> tuple[Any, Any, Row]:
    """Return dh_T, dh_0 and the gradients of the weights, for the loss of the last step."""
    h, cache = layer.forward(task.x, state0)
    scores, readout_cache = readout.forward(h[-1:])
    dlast, of_readout = readout.backward(softmax_cross_entropy(scores, task.y[-1:])[1], readout_cache)
    dh = np.zeros_like(h)
    dh[-1] = dlast[0]
    _, dh_0, of_layer = layer.backward(dh, cache)
    return dlast[0], dh_0, of_layer | of_readout


def reach(layer: RNN, readout: Linear, task: Task) -> float:
    """Return how long the gradient at the first state is, compared with the last: the median sequence."""
    h_1 = layer.forward(task.x[:1])[0][0]
    dh_T, dh_1, _ = backward(layer, readout, task._replace(x=task.x[1:]), h_1)
    return float(np.median(np.linalg.norm(dh_1, axis=1) / np.linalg.norm(dh_T, axis=1)))


def run(start: str, lag: int, lr: float, seed: int, updates: int = UPDATES) -> Row:
    """Train one network; return the update after which it had learned the task, or None."""
    rng = np.random.default_rng(seed)
    layer, readout = network(start, rng)
    optimizer = Adam({**layer.params, **readout.params}, lr)
    held_out = delayed_recall(lag, 500, np.random.default_rng(1000 + seed), SYMBOLS)
    before, n = reach(layer, readout, held_out), 0
    right = accuracy(layer, readout, held_out)
    while n < updates and right < LEARNED:
        for _ in range(LOOK_EVERY):
            task = delayed_recall(lag, B, rng, SYMBOLS)
            grads = backward(layer, readout, task)[2]
            optimizer.step(clip_grad_norm(grads, 1.0)[0])
        n += LOOK_EVERY
        right = accuracy(layer, readout, held_out)
    learned = n if right >= LEARNED else None
    after = reach(layer, readout, held_out)
    rounded = {"before": float(f"{before:.4g}"), "after": float(f"{after:.4g}")}
    return {"learned": learned, "accuracy": round(right, 3)} | rounded


if __name__ == "__main__":
    stored_runs("recall_lags", run, SETTINGS)
