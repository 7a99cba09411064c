"""Parity: what a recurrence without a nonlinearity between its steps can learn, and what it cannot.

The linear recurrence, whose eigenvalues lie between 0 and 1, against the plain tanh network and the GRU, as
the scoreboard builds them. Each is trained to say the parity at every step of 2 to 20 bits, and is judged at
single steps up to the 320th. Two seeds choose among four rates; five others are for the table. The rows go to
rnnlib/data/experiments/, where chapter 18 reads them.
"""

from itertools import product
from typing import Any

import numpy as np
from scoreboard import parts
from scoreboard.fixes import FIXES
from scoreboard.problems import Problem
from scoreboard.training import DTYPE, cast, gradients, outputs
from stored_runs import stored_runs

from rnnlib import Adam, clip_grad_norm
from rnnlib.data.scoreboard import PLAIN
from rnnlib.data.tasks import Task, parity

NETWORKS = ("linear recurrence", PLAIN, "GRU")
LENGTHS = (2, 4, 8, 20, 80, 320)
UPDATES, CLIP = 2000, 1.0
RATES, CHOOSING, FRESH = (0.001, 0.003, 0.01, 0.03), (100, 101), range(5)
SEARCH = [
    {"network": network, "lr": lr, "seed": seed} for network, lr, seed in product(NETWORKS, RATES, CHOOSING)
]

Row = dict[str, Any]


def at_every_step(T: int, B: int, rng: np.random.Generator) -> Task:
    """Return bits whose parity is asked for at every step, in the dtype of the networks."""
    task = parity(T, B, rng)
    return cast(task._replace(loss_mask=task.mask))


PROBLEM = Problem(at_every_step, length=20, shortest=2, updates=UPDATES, each_step=True)


def build(network: str, seed: int) -> dict[str, Any]:
    """Return the parts of a network, as they are before training."""
    rng = np.random.default_rng([seed, 1])
    return FIXES[network].network(PROBLEM, 1, 2, PROBLEM.length, dtype=DTYPE, rng=rng)


def right(network: str, built: dict[str, Any], task: Task) -> np.ndarray:
    """Return the share of sequences whose parity is named rightly, for each step."""
    scores = outputs(PROBLEM, FIXES[network], built, task, False)[0]
    return np.mean(scores.argmax(axis=-1) == task.y, axis=1)


def run(network: str, lr: float, seed: int, updates: int = UPDATES) -> Row:
    """Train one network; return the share that is right at each length.

    A rate is chosen by "validation", the mean over all steps of sequences as long as the longest of training.
    """
    rng = np.random.default_rng(seed)
    built = build(network, seed)
    optimizer = Adam(parts.params(built), lr)
    for _ in range(updates):
        T = int(rng.integers(PROBLEM.shortest, PROBLEM.length + 1))
        grads = gradients(PROBLEM, FIXES[network], built, at_every_step(T, PROBLEM.batch, rng))[1]
        optimizer.step(clip_grad_norm(grads, CLIP)[0])
    validation = at_every_step(PROBLEM.length, 1000, np.random.default_rng([seed, 2]))
    test = at_every_step(max(LENGTHS), 1000, np.random.default_rng([seed, 3]))
    of_steps = right(network, built, test)
    return {
        "validation": round(float(right(network, built, validation).mean()), 4),
        "right": {str(T): round(float(of_steps[T - 1]), 3) for T in LENGTHS},
    }


def best_rate(searched: list[Row], network: str) -> float:
    """Return the rate that is right most often on the validation sequences; of equal ones the smallest."""

    def mean(lr: float) -> float:
        rows = [row for row in searched if (row["network"], row["lr"]) == (network, lr)]
        return float(np.mean([row["validation"] for row in rows]))

    return max(RATES, key=mean)


def fresh(searched: list[Row]) -> list[Row]:
    """Return the settings of the table: each network at its best rate, from seeds that chose nothing."""
    return [
        {"network": network, "lr": best_rate(searched, network), "seed": seed}
        for network, seed in product(NETWORKS, FRESH)
    ]


if __name__ == "__main__":
    searched = stored_runs("parity", run, SEARCH)
    stored_runs("parity", run, SEARCH + fresh(searched))
