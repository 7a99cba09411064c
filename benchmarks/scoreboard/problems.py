"""The problems of the scoreboard: for each a task of the literature, its sizes, and how it is trained."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from rnnlib import SGD, Adam, mse, softmax_cross_entropy
from rnnlib.data.name_split import split_names
from rnnlib.data.names import VOCAB_SIZE, encode
from rnnlib.data.tasks import Task, adding_problem, copy_memory, delayed_recall, sentiment, temporal_order
from rnnlib.data.tasks.task import one_hot
from rnnlib.optimizer import Optimizer
from rnnlib.sequences import mask_from_lengths, pad

BIGRAM = 13.5  # perplexity of the names where only the letter before is known, as chapter 8 measures it
GOAL = 10.0  # the perplexity at which the names count as learned
names = cache(split_names)


class Problem(NamedTuple):
    """One row of the scoreboard.

    Attributes
    ----------
    draw : makes a Task from a length, a number of sequences and a generator, of the training part
    length : of the sequences, as `draw` counts it
    shortest : of the training sequences, where the length of each batch is drawn anew
    hidden_size, batch, updates : the same for every fix
    optimizer : the class
    rates : the learning rates of the grid
    clips : the thresholds of the grid; None leaves every gradient as it is
    guess : the share of right answers that can be had without memory; None where a loss is the measure
    masked : whether every network of the row is told which steps are padding
    each_step : whether every step is answered, not the last alone
    chunk : the steps of truncated BPTT, and of one chunk of the hierarchy
    held_out : sequences for validation, and as many others for the test
    looks : how often a run is judged on its way
    goal : the score at which a run stops
    tuning_seeds : of the runs that choose the rate and the threshold
    """

    draw: Callable[[int, int, np.random.Generator], Task]
    length: int
    hidden_size: int = 32
    batch: int = 32
    updates: int = 2000
    optimizer: type[Optimizer] = Adam
    rates: tuple[float, ...] = (0.001, 0.003, 0.01, 0.03)
    clips: tuple[float | None, ...] = (None, 1.0)
    guess: float | None = None
    shortest: int | None = None
    masked: bool = False
    each_step: bool = False
    chunk: int = 10
    held_out: int = 500
    looks: int = 20
    goal: float = 0.99
    tuning_seeds: tuple[int, ...] = (100, 101)


def adding_of_any_length(T: int, B: int, rng: np.random.Generator) -> Task:
    """Return the adding problem with lengths from T/5 to T, padded with zeros."""
    lengths = rng.integers(T // 5, T + 1, B)
    mask, batch = mask_from_lengths(lengths, T), np.arange(B)
    numbers = rng.random((T, B))
    first, second = rng.integers(0, lengths // 2), rng.integers(lengths // 2, lengths)
    x = np.zeros((T, B, 2))
    x[:, :, 0] = numbers * mask
    x[first, batch, 1] = x[second, batch, 1] = 1
    y = np.broadcast_to((numbers[first, batch] + numbers[second, batch])[:, None], (T, B, 1)).copy()
    return Task(x, y, mask, mask & (np.arange(T)[:, None] == lengths - 1), 1, 1 / 6)


def next_letters(some: Sequence[str], T: int) -> Task:
    """Return names to read, at most T letters of each, and at each letter the next to say."""
    tokens, mask = pad([encode(name)[: T + 1] for name in some])
    x = one_hot(tokens[:-1], VOCAB_SIZE) * mask[:-1, :, None]
    return Task(x, tokens[1:], mask[1:], mask[1:], VOCAB_SIZE, float(np.log(BIGRAM)))


def training_names(T: int, B: int, rng: np.random.Generator) -> Task:
    """Return names of the training part."""
    part = names()["training"]
    return next_letters([part[n] for n in rng.integers(0, len(part), B)], T)


PROBLEMS = {
    "vanishing": Problem(delayed_recall, 40, guess=1 / 4),
    "exploding": Problem(
        temporal_order,
        length=30,
        shortest=10,
        hidden_size=50,
        batch=10,
        updates=4000,
        optimizer=SGD,
        rates=(0.003, 0.01, 0.03, 0.1),
        clips=(None,),
        guess=1 / 4,
    ),
    "short-term memory": Problem(copy_memory, 20, updates=4000, each_step=True),
    "slow training": Problem(
        training_names,
        length=64,
        updates=1500,
        each_step=True,
        looks=150,
        goal=float(1 - np.log(GOAL) / np.log(BIGRAM)),
    ),
    "long-term dependencies": Problem(adding_problem, 100),
    "recency": Problem(sentiment, 60, guess=3 / 4, masked=True),
    "variable length": Problem(adding_of_any_length, 50),
    "very long": Problem(
        adding_problem, 400, batch=20, updates=1000, chunk=20, held_out=200, tuning_seeds=(100,)
    ),
}


def held_out(problem: Problem, part: str) -> Task:
    """Return the sequences for "validation" or for the "test"; no run trains on them."""
    if problem.draw is training_names:
        return next_letters(names()[part], problem.length)
    seed = {"validation": 10**6, "test": 2 * 10**6}[part]
    return problem.draw(problem.length, problem.held_out, np.random.default_rng(seed))


def loss(problem: Problem, task: Task, outputs: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the loss and the gradient of `outputs`, those of every step, or (1, B, O) of the last."""
    y = task.y if problem.each_step else task.y[-1:]
    if task.y.dtype.kind == "f":
        return mse(outputs, y.astype(outputs.dtype))
    return softmax_cross_entropy(outputs, y, task.loss_mask if problem.each_step else None)


def score(problem: Problem, task: Task, outputs: np.ndarray) -> float:
    """Return 1 for perfect outputs and 0 for what can be had without memory, in proportion between them.

    What is worse than that has 0 as well.
    """
    if problem.guess is None:
        return max(0.0, 1 - loss(problem, task, outputs)[0] / task.baseline)
    right = float(np.mean(outputs[0].argmax(axis=-1) == task.y[-1]))
    return max(0.0, (right - problem.guess) / (1 - problem.guess))
