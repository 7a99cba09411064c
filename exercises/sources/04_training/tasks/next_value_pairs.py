"""Task training.next_value_pairs: inputs and targets for one step ahead."""

import numpy as np

from rnnlib.grading.spec import Case, Misconception, Section

from .split import wander

Array = np.ndarray


def _column(values: Array) -> Array:
    return values[:, None, None]


READ = Section("07_training", "A real record")
EQUATION = "x_t = s_t and y_t = s_{t+1} for t = 1, …, T - 1"
WHY = (
    "Input and target are two views of one array, a step apart. It is worth a test of its own: paired "
    "with itself, any network that copies has no error at all."
)

CASES = (
    Case("three values", lambda rng: {"series": wander(rng, 3)}),
    Case("nine values", lambda rng: {"series": wander(rng, 9)}),
)

MISCONCEPTIONS = (
    Misconception(
        "itself",
        lambda s: (_column(s[:-1]), _column(s[:-1])),
        "each target is its own input. A network that copies would be perfect, and would forecast nothing.",
    ),
    Misconception(
        "past",
        lambda s: (_column(s[1:]), _column(s[:-1])),
        "the target is the value before the input: this network would learn to predict the past.",
    ),
    Misconception(
        "flat",
        lambda s: (s[:-1], s[1:]),
        "the numbers are right, but two axes are missing. A layer wants (T, B, D); here B and D are 1.",
    ),
    Misconception(
        "batch_first",
        lambda s: (s[None, :-1, None], s[None, 1:, None]),
        "time is the second axis. It should be the first: (T, B, D).",
    ),
)
