"""The adding problem at T = 100, for a ReLU network started by the identity, a tanh network and an LSTM.

Each of four networks has the same size, optimiser, clipping and number of fresh batches, and the choice of
the same three learning rates: two seeds choose, and five others are for the table. A run ends when it has
solved the task, or after 3000 updates. The rows go to rnnlib/data/experiments/, where chapter 11 reads them.
"""

from itertools import product
from typing import Any

import numpy as np
from stored_runs import stored_runs

from rnnlib import LSTM, RNN, Adam, Linear, clip_grad_norm, init, mse
from rnnlib.data import Task, adding_problem

T, H, B, UPDATES, LOOK_EVERY = 100, 32, 32, 3000, 100
FIRST = 10  # losses kept, by which a stored run is known again: float32 goes its own way later
SOLVED = 1 / 600  # a hundredth of the squared error that is left when the answer is always 1
RATES, CHOOSING, FRESH = (0.001, 0.003, 0.01), (0, 1), (10, 11, 12, 13, 14)
STARTS = {"orthogonal": init.orthogonal, "identity": init.identity}
NETWORKS = ("tanh, orthogonal", "ReLU, orthogonal", "ReLU, identity", "LSTM")
SEARCH = [
    {"network": network, "lr": lr, "seed": seed} for network, lr, seed in product(NETWORKS, RATES, CHOOSING)
]

Row = dict[str, Any]


def build(network: str, rng: np.random.Generator) -> RNN | LSTM:
    """Return the layer, as it is before training; the networks without gates differ in W_hh alone."""
    if network == "LSTM":
        return LSTM(2, H, forget_bias=1.0, dtype=np.float32, rng=rng)
    f, start = network.lower().split(", ")
    layer = RNN(2, H, nonlinearity=f, dtype=np.float32, rng=rng)
    layer.params["W_hh"][...] = STARTS[start]((H, H), rng=rng)
    return layer


def run(network: str, lr: float, seed: int, updates: int = UPDATES) -> Row:
    """Train one network; return its first losses, when it had solved the task (or None), and its errors."""
    rng = np.random.default_rng(seed)
    layer, readout = build(network, rng), Linear(H, 1, dtype=np.float32, rng=rng)
    optimizer = Adam({**layer.params, **readout.params}, lr)
    validation, test = (adding_problem(T, 1000, np.random.default_rng([seed, n])) for n in (1, 2))

    def error(task: Task) -> float:
        h, _ = layer.forward(task.x.astype(np.float32))
        return mse(readout.forward(h[-1:])[0].astype(float), task.y[-1:])[0]

    n, found, losses = 0, error(validation), []
    while n < updates and found > SOLVED:
        for _ in range(LOOK_EVERY):
            x, y, *_ = adding_problem(T, B, rng)  # never the same batch twice
            h, cache = layer.forward(x.astype(np.float32))
            y_hat, readout_cache = readout.forward(h[-1:])
            dh = np.zeros_like(h)
            loss, dy_hat = mse(y_hat, y[-1:].astype(np.float32))
            losses.append(float(f"{loss:.5g}"))
            dh[-1:], of_readout = readout.backward(dy_hat, readout_cache)
            grads = layer.backward(dh, cache)[2] | of_readout
            optimizer.step(clip_grad_norm(grads, 1.0)[0])
        n += LOOK_EVERY
        found = error(validation)
    rounded = {"validation": float(f"{found:.4g}"), "test": float(f"{error(test):.4g}")}
    return {"first_losses": losses[:FIRST], "solved": n if found <= SOLVED else None} | rounded


def best_rate(searched: list[Row], network: str) -> float:
    """Return the rate that solved the task after the fewest updates, or came closest to it."""

    def cost(lr: float) -> tuple[float, float]:
        rows = [row for row in searched if (row["network"], row["lr"]) == (network, lr)]
        return sum(row["solved"] or UPDATES for row in rows), sum(row["validation"] for row in rows)

    return min(RATES, key=cost)


def fresh(searched: list[Row]) -> list[Row]:
    """Return the settings of the table: each network at its best rate, from seeds that chose nothing."""
    return [
        {"network": network, "lr": best_rate(searched, network), "seed": seed}
        for network, seed in product(NETWORKS, FRESH)
    ]


if __name__ == "__main__":
    searched = stored_runs("adding_starts", run, SEARCH)
    stored_runs("adding_starts", run, SEARCH + fresh(searched))
