"""Task loss.mse: mean squared error."""

import numpy as np

from rnnlib.grading.draw import vector
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator


def _sum(y_hat: Array, y: Array) -> float:
    return float(np.sum((y_hat - y) ** 2))


def pair(rng: Rng, *shape: int) -> Inputs:
    return {"y_hat": vector(rng, *shape), "y": vector(rng, *shape)}


READ = Section("03_loss", "Many outputs, many sequences")
EQUATION = "L = 1/T Σ_t Σ_o (ŷ_{t,o} - y_{t,o})²"
WHY = (
    "The factor belongs to the definition. With 1/T in front, a sequence ten times as long has a loss "
    "of the same size, and the learning rate can stay as it is."
)

CASES = (
    Case("five steps with one output each", lambda rng: pair(rng, 5, 1)),
    Case("four steps with three outputs each", lambda rng: pair(rng, 4, 3)),
)

MISCONCEPTIONS = (
    Misconception(
        "over_entries",
        lambda y_hat, y: np.mean((y_hat - y) ** 2),
        "this is the mean over all T·O entries. The book's loss is a mean over the T steps of the "
        "squared length of ŷ_t - y_t, so divide by T alone; for one output the two agree.",
    ),
    Misconception(
        "sum",
        _sum,
        "this is the sum over the steps. Without 1/T a longer sequence has a larger loss, however well "
        "it is predicted.",
    ),
    Misconception(
        "half_sum",
        lambda y_hat, y: _sum(y_hat, y) / 2,
        "this is ½ times the sum, whose gradient would be ŷ - y; here the factor is 1/T.",
    ),
    Misconception(
        "half_mean",
        lambda y_hat, y: _sum(y_hat, y) / 2 / len(y),
        "a factor ½ is too many: the loss is (1/T)·Σ, without ½.",
    ),
    Misconception(
        "not_squared",
        lambda y_hat, y: np.linalg.norm(y_hat - y, axis=1).mean(),
        "the lengths of ŷ_t - y_t are averaged as they are. They have to be squared first.",
    ),
    Misconception(
        "root",
        lambda y_hat, y: np.sqrt(_sum(y_hat, y) / len(y)),
        "this is the root of the mean squared error. It has the unit of y, which is good for reading a "
        "result; the loss that is differentiated has no root.",
    ),
)
