"""Exercise 02, the loss: mean squared error and masks."""

import numpy as np

from rnnlib import mse
from rnnlib.grading.spec import Case, Inputs, Misconception, Task
from rnnlib.grading.tasks.draw import vector

Array = np.ndarray
Rng = np.random.Generator


def _sum(y_hat: Array, y: Array) -> float:
    return float(np.sum((y_hat - y) ** 2))


def _pair(rng: Rng, *shape: int) -> Inputs:
    return {"y_hat": vector(rng, *shape), "y": vector(rng, *shape)}


mean_squared_error = Task(
    id="loss.mse",
    title="mean squared error",
    function="mse_loss",
    returns="the loss, a float",
    reference=lambda y_hat, y: mse(y_hat[:, None], y[:, None])[0],
    cases=(
        Case("five steps with one output each", lambda rng: _pair(rng, 5, 1)),
        Case("four steps with three outputs each", lambda rng: _pair(rng, 4, 3)),
    ),
    misconceptions=(
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
    ),
)


mse_gradient = Task(
    id="loss.mse_gradient",
    title="the gradient of the mean squared error",
    function="mse_gradient",
    returns="dy_hat of shape (T, O)",
    reference=lambda y_hat, y: mse(y_hat[:, None], y[:, None])[1][:, 0],
    cases=(
        Case("one step", lambda rng: _pair(rng, 1, 3)),
        Case("five steps", lambda rng: _pair(rng, 5, 3)),
    ),
    misconceptions=(
        Misconception(
            "no_factor",
            lambda y_hat, y: y_hat - y,
            "the factor 2/T is missing. ŷ - y is the gradient of ½·Σ, or of (1/T)·Σ when T happens to be 2.",
        ),
        Misconception(
            "no_two",
            lambda y_hat, y: (y_hat - y) / len(y),
            "a factor 2 is missing: differentiate the square.",
        ),
        Misconception(
            "no_mean",
            lambda y_hat, y: 2 * (y_hat - y),
            "the 1/T of the mean is missing. It is in front of the sum, so it is in front of each gradient.",
        ),
        Misconception(
            "over_entries",
            lambda y_hat, y: 2 * (y_hat - y) / y.size,
            "this divides by all T·O entries. The loss is a mean over the T steps only.",
        ),
        Misconception(
            "sign",
            lambda y_hat, y: 2 * (y - y_hat) / len(y),
            "the sign is reversed: where the prediction is too large, raising it further must raise the "
            "loss.",
        ),
    ),
)


def _ragged(rng: Rng, lengths: list[int], padding: float | None = None) -> Inputs:
    inputs = _pair(rng, max(lengths), len(lengths), 2)
    mask = np.arange(max(lengths))[:, None] < np.array(lengths)
    if padding is not None:
        inputs["y"][~mask] = padding
    return {**inputs, "mask": mask}


def _squares(y_hat: Array, y: Array, mask: Array) -> Array:
    return np.where(mask, np.sum((y_hat - y) ** 2, axis=-1), 0)


masked_mse = Task(
    id="loss.masked_mse",
    title="the loss of sequences with different lengths",
    function="masked_mse",
    returns="the loss, a float",
    reference=lambda y_hat, y, mask: mse(y_hat, y, mask)[0],
    cases=(
        Case("all sequences have the same length", lambda rng: _ragged(rng, [4, 4, 4])),
        Case("the lengths are 5, 2 and 1", lambda rng: _ragged(rng, [5, 2, 1]), points=2),
        Case("the padding holds NaN", lambda rng: _ragged(rng, [4, 3, 2], np.nan)),
    ),
    misconceptions=(
        Misconception(
            "counts_padding",
            lambda y_hat, y, mask: _squares(y_hat, y, mask).sum() / mask.size,
            "the sum leaves the padding out, but the division by T·B still counts it. Divide by the number "
            "of real steps.",
        ),
        Misconception(
            "ignores_mask",
            lambda y_hat, y, mask: np.sum((y_hat - y) ** 2) / mask.size,
            "the mask is not used: the values in the padding change the loss.",
        ),
        Misconception(
            "per_sequence",
            lambda y_hat, y, mask: np.mean(_squares(y_hat, y, mask).sum(axis=0) / mask.sum(axis=0)),
            "each sequence is averaged first, then the averages. So a step of a short sequence counts for "
            "more than a step of a long one; here every real step has the same weight.",
        ),
        Misconception(
            "over_entries",
            lambda y_hat, y, mask: _squares(y_hat, y, mask).sum() / (mask.sum() * y.shape[-1]),
            "this divides by the real entries, O for each real step. The mean is over the real steps.",
        ),
        Misconception(
            "times_zero",
            lambda y_hat, y, mask: np.sum(mask[..., None] * (y_hat - y) ** 2) / mask.sum(),
            "the padding is multiplied by zero, and NaN times zero is still NaN. Leave the padding out, by "
            "indexing or with np.where.",
        ),
    ),
)

TASKS = (mean_squared_error, mse_gradient, masked_mse)
