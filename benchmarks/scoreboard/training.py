"""One run of the scoreboard: one network, one setting, one seed."""

import math
from typing import Any

import numpy as np

from rnnlib import clip_grad_norm
from rnnlib.data.tasks import Task
from scoreboard import parts as network
from scoreboard.fixes import FIXES
from scoreboard.problems import PROBLEMS, held_out, loss, score

DTYPE = np.float32


def run(
    problem: str, fix: str, lr: float, clip: float | None, seed: int, looks: int | None = None
) -> dict[str, Any]:
    """Train one network; return its score on the test, and how it got there.

    Parameters
    ----------
    problem, fix : the cell
    lr : of the grid, before the fix has its say
    clip : None leaves every gradient as it is
    seed : gives the same training sequences to every fix
    looks : stop after so many looks; None goes on until the goal is reached or the updates are used up

    Returns
    -------
    result : "score" on the test; "curve", the score on the validation sequences at every look; "losses", the
        mean training loss between looks; "updates" made; "norms", the median, the 99th percentile and the
        largest of the gradient before clipping. A network that is no longer finite has the score of a guess.
    """
    row, column = PROBLEMS[problem], FIXES[fix]
    rng = np.random.default_rng(seed)
    validation, test = (_cast(held_out(row, part)) for part in ("validation", "test"))
    T, _, D = validation.x.shape
    parts = column.network(
        row, D, validation.output_size, T, dtype=DTYPE, rng=np.random.default_rng([seed, 1])
    )
    optimizer = row.optimizer(network.params(parts), lr * column.rate)
    longest = max(round(row.length * column.share), 10)
    shortest = longest if row.shortest is None else min(row.shortest, longest)
    masked = row.masked or column.masked

    def outputs(task: Task, training: bool) -> tuple[np.ndarray, list[Any]]:
        return network.forward(parts, task.x, task.mask if masked else None, training=training)

    every, looks = row.updates // row.looks, looks or row.looks
    curve: list[float] = []
    losses: list[float] = []
    norms: list[float] = []
    try:
        while len(curve) < looks and (not curve or curve[-1] < row.goal):
            total = 0.0
            for _ in range(every):
                length = int(rng.integers(shortest, longest + 1))
                task = _cast(row.draw(length, row.batch * column.batch, rng))
                y_hat, caches = outputs(task, True)
                value, dy = loss(row, task, y_hat)
                grads, norm = clip_grad_norm(network.backward(parts, dy, caches), clip or math.inf)
                optimizer.step(grads)
                norms.append(norm)
                total += value
            losses.append(float(f"{total / every:.4g}"))
            curve.append(round(score(row, validation, outputs(validation, False)[0]), 4))
        reached = round(score(row, test, outputs(test, False)[0]), 4)
    except ValueError as error:
        if "finite" not in str(error):
            raise
        reached = 0.0
        curve.append(0.0)
    updates = min(len(curve), looks) * every
    quantiles = [float(f"{q:.3g}") for q in np.quantile(norms, (0.5, 0.99, 1))] if norms else []
    return {"score": reached, "curve": curve, "losses": losses, "updates": updates, "norms": quantiles}


def _cast(task: Task) -> Task:
    return task._replace(x=task.x.astype(DTYPE))
