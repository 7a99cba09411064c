"""The adding problem at T = 100: the LSTM and the GRU solve it where the tanh RNN stays at the baseline.

Every model has the same hidden size, optimiser, clipping and number of fresh batches. The LSTM and the GRU
get one learning rate and no search. The RNN gets a search: three initialisations of W_hh times four learning
rates, and the setting with the lowest validation loss at any time is run again, as often as the others.
Run n of a sweep depends on its settings, the sweep's seed and n. Results go to benchmarks/results/.
"""

import json
import os
import platform
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from rnnlib import GRU, LSTM, RNN, Adam, Linear, init, mse
from rnnlib.data import Task, adding_problem
from rnnlib.training import sweep, train

STORED = Path(__file__).parent / "results" / "adding_problem.json"
SETTINGS: dict[str, Any] = {
    "T": 100,
    "B": 32,
    "hidden_size": 32,
    "max_norm": 1.0,
    "steps": 3000,
    "evaluate_every": 250,
}
EVALUATION_SIZE = 1000
VALIDATION_SEED, TEST_SEED = 10_001, 10_002
SEARCH_SEED, SEED, REPEATS = 0, 1, 3
INITIALISERS: dict[str, Callable[..., np.ndarray]] = {
    "xavier": init.xavier,
    "orthogonal": init.orthogonal,
    "identity": init.identity,
}
SEARCH: list[dict[str, Any]] = [
    {"model": "RNN", "initialisation": initialisation, "lr": lr}
    for initialisation in INITIALISERS
    for lr in (0.01, 0.003, 0.001, 0.0003)
]
GATED: list[dict[str, Any]] = [
    {"model": "LSTM", "initialisation": "xavier, forget bias 1", "lr": 0.01},
    {"model": "GRU", "initialisation": "xavier", "lr": 0.01},
]

Row = dict[str, Any]


def build(model: str, initialisation: str, rng: np.random.Generator) -> RNN | LSTM | GRU:
    """Return the layer of this name."""
    H = SETTINGS["hidden_size"]
    if model == "LSTM":
        return LSTM(2, H, forget_bias=1.0, rng=rng)
    if model == "GRU":
        return GRU(2, H, rng=rng)
    layer = RNN(2, H, rng=rng)
    layer.params["W_hh"][...] = INITIALISERS[initialisation]((H, H), rng=rng)
    return layer


def run(
    model: str, initialisation: str, lr: float, rng: np.random.Generator, steps: int = SETTINGS["steps"]
) -> Row:
    """Train one model; return its losses on the training, validation and test sequences."""
    T, B, every = SETTINGS["T"], SETTINGS["B"], min(steps, SETTINGS["evaluate_every"])
    layer = build(model, initialisation, rng)
    readout = Linear(layer.hidden_size, 1, rng=rng)
    first_losses: list[float] = []

    def predict(task: Task) -> tuple[float, Callable[[], dict[str, np.ndarray]]]:
        """Return the loss of the answer read off the last state, and what gives its gradients."""
        h, cache = layer.forward(task.x)
        y_hat, readout_cache = readout.forward(h[-1:])
        loss, dy = mse(y_hat, task.y[-1:])

        def gradients() -> dict[str, np.ndarray]:
            dh = np.zeros_like(h)
            dh[-1:], readout_grads = readout.backward(dy, readout_cache)
            _, _, layer_grads = layer.backward(dh, cache)
            return {**layer_grads, **readout_grads}

        return loss, gradients

    def loss_and_grads(_: int) -> tuple[float, dict[str, np.ndarray]]:
        loss, gradients = predict(adding_problem(T, B, rng))  # never the same batch twice
        first_losses.append(loss)
        return loss, gradients()

    test, validation = held_out(TEST_SEED), held_out(VALIDATION_SEED)
    test_losses: list[float] = []

    def evaluate() -> float:
        test_losses.append(predict(test)[0])
        return predict(validation)[0]

    start = time.perf_counter()
    optimizer = Adam({**layer.params, **readout.params}, lr=lr)
    epochs, max_norm = steps // every, SETTINGS["max_norm"]
    history = train(
        loss_and_grads, optimizer, range(every), epochs, max_norm, evaluate=evaluate, progress=False
    )
    return {
        "model": model,
        "initialisation": initialisation,
        "lr": lr,
        "first_losses": first_losses[:20],
        "validation_mse": [float(f"{loss:.6g}") for loss in history.evaluation],
        "test_mse": [float(f"{loss:.6g}") for loss in test_losses],
        "seconds": round(time.perf_counter() - start, 1),
    }


def held_out(seed: int) -> Task:
    """Return sequences that no model is trained on."""
    return adding_problem(SETTINGS["T"], EVALUATION_SIZE, np.random.default_rng(seed))


def table(rows: list[Row]) -> None:
    """Print a line for each run."""
    for row in rows:
        print("{model:5} {initialisation:22} lr {lr:<7}".format(**row), end="")
        print(f"  test MSE {row['test_mse'][-1]:.4f}  {row['seconds']:5.1f} s", flush=True)


def main() -> None:
    start = time.perf_counter()
    baseline = mse(np.ones((1, EVALUATION_SIZE, 1)), held_out(TEST_SEED).y[-1:])[0]
    print(f"always to say 1: {baseline:.4f} on the test sequences, 1/6 in expectation")
    with ProcessPoolExecutor() as pool:
        search = sweep(run, SEARCH, pool, seed=SEARCH_SEED)
        table(search)
        best = SEARCH[int(np.argmin([min(row["validation_mse"]) for row in search]))]
        runs = sweep(run, [setting for setting in (best, *GATED) for _ in range(REPEATS)], pool, seed=SEED)
        table(runs)
    result = {
        "machine": {
            "date": datetime.now(UTC).date().isoformat(),
            "processor": platform.machine(),
            "processors": os.cpu_count(),
            "system": platform.system(),
            "python": platform.python_version(),
            "numpy": np.__version__,
        },
        "settings": {
            **SETTINGS,
            "optimizer": "Adam",
            "dtype": "float64",
            "search_seed": SEARCH_SEED,
            "seed": SEED,
        },
        "baseline_mse": {"expected": 1 / 6, "on_the_test_sequences": baseline},
        "seconds": round(time.perf_counter() - start, 1),
        "search": search,
        "runs": runs,
    }
    STORED.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"stored in {STORED.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
