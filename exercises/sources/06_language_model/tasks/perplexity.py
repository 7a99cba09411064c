"""Task language.perplexity: of a padded batch."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator


def _batch(rng: Rng, *lengths: int, padding: float | None = None) -> Inputs:
    T, B = max(lengths), len(lengths)
    mask = np.arange(T)[:, None] < np.array(lengths)
    losses = rng.uniform(0.3, 3.5, (T, B)) + 0.6 * np.arange(B)
    if padding is not None:
        losses[~mask] = padding
    return {"losses": losses, "mask": mask}


def _real(losses: Array, mask: Array) -> list[Array]:
    return [losses[mask[:, b], b] for b in range(losses.shape[1])]


def _pooled(losses: Array, mask: Array) -> float:
    return float(np.mean(losses[mask]))


READ = Section("08_language_model", "Perplexity")
EQUATION = "perplexity = exp(1/N Σ_{t,b} mask_{t,b} ℓ_{t,b}), N = Σ mask"
WHY = (
    "One mean over all real letters, then one exponential. So long names count for more, perplexities of "
    "test sets of different lengths can be compared, and padding has no say."
)

CASES = (
    Case("one name", lambda rng: _batch(rng, 5)),
    Case("two names, one of them padded", lambda rng: _batch(rng, 6, 2)),
    Case("padding that holds NaN", lambda rng: _batch(rng, 3, 7, 4, padding=float("nan"))),
)

MISCONCEPTIONS = (
    Misconception(
        "times_mask",
        lambda losses, mask: np.exp(np.sum(losses * mask) / mask.sum()),
        "the padding is multiplied by zero, and zero times NaN is NaN. Select the real letters in place of "
        "multiplying.",
    ),
    Misconception(
        "mean_of_perplexities",
        lambda losses, mask: np.mean([np.exp(np.mean(name)) for name in _real(losses, mask)]),
        "this is the mean of the names' own perplexities. Take the mean of the losses of all letters first, "
        "and one exponential at the end.",
    ),
    Misconception(
        "mean_of_names",
        lambda losses, mask: np.exp(np.mean([np.mean(name) for name in _real(losses, mask)])),
        "each name's loss is averaged by itself first, so that a letter of a short name counts for more. "
        "N counts the real letters of all names together.",
    ),
    Misconception(
        "mean_of_exponentials",
        lambda losses, mask: np.mean(np.exp(losses[mask])),
        "the exponential is taken letter by letter, before the mean.",
    ),
    Misconception(
        "no_exponential",
        _pooled,
        "this is the mean loss. The perplexity is e to it.",
    ),
    Misconception(
        "base_two",
        lambda losses, mask: 2 ** _pooled(losses, mask),
        "the base is 2, but the losses are in nats, made with the natural logarithm. Base and logarithm have "
        "to match.",
    ),
    Misconception(
        "divided_by_all",
        lambda losses, mask: np.exp(np.sum(losses[mask]) / mask.size),
        "the sum is right, and it is divided by all T·B places. N counts the real letters only.",
    ),
    Misconception(
        "summed",
        lambda losses, mask: np.exp(np.sum(losses[mask])),
        "the division by N is missing: this is one over the probability of the whole text.",
    ),
    Misconception(
        "per_step",
        lambda losses, mask: np.exp(
            np.mean([np.mean(step[real]) for step, real in zip(losses, mask, strict=True)])
        ),
        "the mean is taken step by step first. Late steps have fewer letters, and each of theirs then counts "
        "for more.",
    ),
)
