"""One run of the scoreboard: one network, one setting, one seed."""

import math
from typing import Any

import numpy as np

from rnnlib import clip_grad_norm
from rnnlib.data.tasks import Task
from scoreboard import parts as network
from scoreboard.fixes import FIXES, Fix
from scoreboard.problems import PROBLEMS, Problem, held_out, loss, score

DTYPE = np.float32


def outputs(
    row: Problem, column: Fix, parts: dict[str, Any], task: Task, training: bool
) -> tuple[np.ndarray, list[Any]]:
    """Return what the network answers, and the caches of its parts."""
    mask = task.mask if row.masked or column.masked else None
    return network.forward(parts, task.x, mask, training=training)


def gradients(
    row: Problem, column: Fix, parts: dict[str, Any], task: Task
) -> tuple[float, dict[str, np.ndarray]]:
    """Return the loss of a batch and the gradients of all parameters."""
    y_hat, caches = outputs(row, column, parts, task, True)
    value, dy = loss(row, task, y_hat)
    return value, network.backward(parts, dy, caches)


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
    validation, test = (cast(held_out(row, part)) for part in ("validation", "test"))
    T, _, D = validation.x.shape
    parts = column.network(
        row, D, validation.output_size, T, dtype=DTYPE, rng=np.random.default_rng([seed, 1])
    )
    optimizer = row.optimizer(network.params(parts), lr * column.rate)
    longest = max(round(row.length * column.share), 10)
    shortest = longest if row.shortest is None else min(row.shortest, longest)

    def judged(task: Task) -> float:
        return round(score(row, task, outputs(row, column, parts, task, False)[0]), 4)

    every, looks = row.updates // row.looks, looks or row.looks
    curve: list[float] = []
    losses: list[float] = []
    norms: list[float] = []
    try:
        while len(curve) < looks and (not curve or curve[-1] < row.goal):
            total = 0.0
            for _ in range(every):
                length = int(rng.integers(shortest, longest + 1))
                task = cast(row.draw(length, row.batch * column.batch, rng))
                value, grads = gradients(row, column, parts, task)
                grads, norm = clip_grad_norm(grads, clip or math.inf)
                optimizer.step(grads)
                norms.append(norm)
                total += value
            losses.append(float(f"{total / every:.4g}"))
            curve.append(judged(validation))
        reached = judged(test)
    except ValueError as error:
        if "finite" not in str(error):
            raise
        reached = 0.0
        curve.append(0.0)
    updates = min(len(curve), looks) * every
    quantiles = [float(f"{q:.3g}") for q in np.quantile(norms, (0.5, 0.99, 1))] if norms else []
    return {"score": reached, "curve": curve, "losses": losses, "updates": updates, "norms": quantiles}


def cast(task: Task) -> Task:
    """Return a batch in the dtype of the networks."""
    return task._replace(x=task.x.astype(DTYPE))
