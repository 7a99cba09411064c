"""Task board.norms_by_lag: how far the gradient of a padded batch reaches."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray


def _draw(rng: np.random.Generator, *lengths: int) -> Inputs:
    T = max(lengths) + 1  # a step of padding for all
    dh = rng.normal(size=(T, len(lengths), 3)) * rng.uniform(0.2, 2, (T, len(lengths), 1))
    return {"dh": dh, "lengths": np.array(lengths)}


def _means(norms: Array, lengths: Array, end: int = 1, all_divide: bool = False) -> Array:
    found = []
    for k in range(lengths.max()):
        real = np.flatnonzero(lengths > k)
        row = norms[np.minimum(lengths[real] - end - k, len(norms) - 1), real]
        found.append(row.sum() / len(lengths) if all_divide else row.mean())
    return np.array(found)


def _vector_means(dh: Array, lengths: Array) -> Array:
    rows = [(b, n) for b, n in enumerate(lengths)]
    return np.array(
        [
            np.linalg.norm(np.mean([dh[n - 1 - k, b] for b, n in rows if n > k], 0))
            for k in range(lengths.max())
        ]
    )


def _by_time(dh: Array, lengths: Array) -> Array:
    norms = np.linalg.norm(dh, axis=2)
    return np.array([norms[t, lengths > t].mean() for t in range(lengths.max())])


def _from_the_last_row(dh: Array, lengths: Array) -> Array:
    return np.linalg.norm(dh, axis=2).mean(1)[::-1][: lengths.max()]


def _norm_of_all(dh: Array, lengths: Array) -> Array:
    squares, count = (dh**2).sum(axis=2), np.array([np.sum(lengths > k) for k in range(lengths.max())])
    return np.sqrt(_means(squares, lengths) * count)


def _wrapped(dh: Array, lengths: Array) -> Array:
    norms, b = np.linalg.norm(dh, axis=2), np.arange(len(lengths))
    return np.array([norms[lengths - 1 - k, b].mean() for k in range(lengths.max())])


READ = Section("09_vanishing_and_exploding", "The memory horizon")
EQUATION = """\
norm_k = mean of ‖dh_{t,b}‖ with t = lengths_b - 1 - k,
over the sequences b with lengths_b > k, for k = 0 … max(lengths) - 1"""
WHY = (
    "Counted from each sequence's own last step, lag 5 means the same for all of them. Counted by row of the "
    "array, short sequences would bring in their padding."
)

CASES = (
    Case("two sequences of one length", lambda rng: _draw(rng, 3, 3)),
    Case("four lengths", lambda rng: _draw(rng, 2, 6, 4, 5)),
)

MISCONCEPTIONS = (
    Misconception(
        "by_time",
        _by_time,
        "the means are taken at each time from the start. Asked is the order of the lag: entry 0 belongs to the "
        "last real step of each sequence.",
    ),
    Misconception(
        "by_time_reversed",
        lambda dh, lengths: _by_time(dh, lengths)[::-1],
        "the means are taken at each time, and then turned round. Lag 0 is the last real step of each sequence, "
        "which is another row for another length.",
    ),
    Misconception(
        "padding_counted",
        _from_the_last_row,
        "lag 0 is taken to be the last row of the array, which is padding. It is row lengths[b] - 1, for each "
        "sequence its own.",
    ),
    Misconception(
        "one_late",
        lambda dh, lengths: _means(np.linalg.norm(dh, axis=2), lengths, end=0),
        "lag 0 is taken from row lengths[b], the first of the padding. Rows count from 0, so the last real one is "
        "lengths[b] - 1.",
    ),
    Misconception(
        "all_divide",
        lambda dh, lengths: _means(np.linalg.norm(dh, axis=2), lengths, all_divide=True),
        "each sum is divided by the whole batch. Only the sequences that reach back so far have a norm at this lag, "
        "and the mean is over those.",
    ),
    Misconception(
        "mean_first",
        _vector_means,
        "the gradients of the sequences are averaged before their length is taken, so that opposite ones cancel. "
        "Take the length of each, then the mean.",
    ),
    Misconception(
        "norm_of_all",
        _norm_of_all,
        "one norm is taken of all sequences together. Each sequence has a length of its own; asked is their mean.",
    ),
    Misconception(
        "wrapped",
        _wrapped,
        "at lags that a sequence does not have, its row lengths[b] - 1 - k is negative, and Python counts it from "
        "the end. Leave such sequences out.",
    ),
    Misconception(
        "divided_by_first",
        lambda dh, lengths: (found := _means(np.linalg.norm(dh, axis=2), lengths)) / found[0],
        "all numbers are divided by the one at lag 0. Asked are the norms themselves.",
    ),
    Misconception(
        "mean_square",
        lambda dh, lengths: np.sqrt(_means((dh**2).sum(axis=2), lengths)),
        "the squares are averaged, and the root is taken of the mean. Asked is the mean of the lengths.",
    ),
)
