"""Task loss.masked_mse: the loss of sequences with different lengths."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

from .mse import pair

Array = np.ndarray
Rng = np.random.Generator


def _ragged(rng: Rng, lengths: list[int], padding: float | None = None) -> Inputs:
    inputs = pair(rng, max(lengths), len(lengths), 2)
    mask = np.arange(max(lengths))[:, None] < np.array(lengths)
    if padding is not None:  # in both: what was predicted there is no better than what was asked
        inputs["y"][~mask] = inputs["y_hat"][~mask] = padding
    return {**inputs, "mask": mask}


def _squares(y_hat: Array, y: Array, mask: Array) -> Array:
    return np.where(mask, np.sum((y_hat - y) ** 2, axis=-1), 0)


READ = Section("03_loss", "Masks: steps that are not there")
EQUATION = "L = 1/N Σ ‖ŷ_{t,b} - y_{t,b}‖², a sum over the N real pairs (t, b)"
WHY = (
    "Leaving the padding out is safer than multiplying it by zero: what was never read cannot spoil the "
    "sum, not even if it is NaN."
)

CASES = (
    Case("all sequences have the same length", lambda rng: _ragged(rng, [4, 4, 4])),
    Case("the lengths are 5, 2 and 1", lambda rng: _ragged(rng, [5, 2, 1]), main=True),
    Case("the padding holds NaN", lambda rng: _ragged(rng, [4, 3, 2], np.nan)),
)

MISCONCEPTIONS = (
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
)
