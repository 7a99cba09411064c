"""Task language.bigram: counts, smoothed."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator


def _text(rng: Rng, T: int, V: int) -> Inputs:
    tokens = rng.integers(0, V - 1, T)  # the last token never comes
    tokens[:3] = 0, 1, 0
    shorter = rng.uniform(0.2, 1.0, V)
    return {"tokens": tokens, "shorter": shorter / shorter.sum(), "alpha": float(rng.uniform(1.5, 4))}


def _counts(tokens: Array, V: int) -> Array:
    count = np.zeros((V, V))
    np.add.at(count, (tokens[:-1], tokens[1:]), 1)
    return count


def _by(count: Array, shorter: Array, alpha: float) -> Array:
    return (count + alpha * shorter) / (count.sum(axis=1, keepdims=True) + alpha)


def _collapsed(tokens: Array, shorter: Array, alpha: float) -> Array:
    return _by(np.minimum(_counts(tokens, len(shorter)), 1), shorter, alpha)


READ = Section("08_language_model", "What counting can do")
EQUATION = "p(j | i) = (count(i j) + α p(j)) / (count(i) + α), count(i) = Σ_j count(i j)"
WHY = (
    "Every row sums to one, and a token that was never seen gets the shorter context's row. So a pair that "
    "never came costs something, and not infinitely much."
)

CASES = (
    Case("a short text", lambda rng: _text(rng, 6, 4)),
    Case("a long text, with a token that never comes", lambda rng: _text(rng, 40, 5)),
)

MISCONCEPTIONS = (
    Misconception(
        "columns",
        lambda tokens, shorter, alpha: (
            (_counts(tokens, len(shorter)) + alpha * shorter)
            / (_counts(tokens, len(shorter)) + alpha * shorter).sum(axis=0)
        ),
        "the columns sum to one. The rows should: row i says what follows token i.",
    ),
    Misconception(
        "shorter_down",
        lambda tokens, shorter, alpha: _by(_counts(tokens, len(shorter)), shorter[:, None], alpha),
        "`shorter` runs down the rows. It is about the token that follows, so it runs along each row.",
    ),
    Misconception(
        "even",
        lambda tokens, shorter, alpha: _by(
            _counts(tokens, len(shorter)), 0 * shorter + 1 / len(shorter), alpha
        ),
        "the imagined letters are spread evenly. They follow the shorter context, `shorter`.",
    ),
    Misconception(
        "alpha_each",
        lambda tokens, shorter, alpha: _by(
            _counts(tokens, len(shorter)), 0 * shorter + 1 / len(shorter), alpha * len(shorter)
        ),
        "alpha is added to every pair. Here alpha is the number of imagined letters altogether, shared out "
        "as `shorter` says.",
    ),
    Misconception(
        "preceding",
        lambda tokens, shorter, alpha: _by(_counts(tokens, len(shorter)).T, shorter, alpha),
        "row i counts what comes before token i. It should count what follows it.",
    ),
    Misconception(
        "not_divided",
        lambda tokens, shorter, alpha: _counts(tokens, len(shorter)) + alpha * shorter,
        "these are counts, real and imagined. Divide each row by its sum.",
    ),
    Misconception(
        "alpha_above_only",
        lambda tokens, shorter, alpha: (
            (_counts(tokens, len(shorter)) + alpha * shorter)
            / np.maximum(_counts(tokens, len(shorter)).sum(axis=1, keepdims=True), 1)
        ),
        "alpha is missing below the line, so the rows sum to more than one.",
    ),
    Misconception(
        "whole_table",
        lambda tokens, shorter, alpha: (
            (_counts(tokens, len(shorter)) + alpha * shorter)
            / (_counts(tokens, len(shorter)) + alpha * shorter).sum()
        ),
        "the whole table sums to one: these are the odds of a pair. Each row should, for it says what "
        "follows one token.",
    ),
    Misconception(
        "seen_or_not",
        _collapsed,
        "a pair that came several times counts once. If you wrote count[tokens[:-1], tokens[1:]] += 1: with "
        "arrays of indices, NumPy does not add up repeated places.",
    ),
)
