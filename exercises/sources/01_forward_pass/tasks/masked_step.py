"""Task forward.masked_step: a step where some sequences have ended."""

import numpy as np

from rnnlib.grading.draw import recurrent, vector
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Rng = np.random.Generator

right = solutions(__file__)  # the master's


def _some_ended(rng: Rng, mask: list[bool], D: int, H: int) -> Inputs:
    states = {"x_t": vector(rng, len(mask), D), "h_prev": vector(rng, len(mask), H)}
    return {**states, "mask_t": np.array(mask), **recurrent(rng, D, H)}


READ = Section("03_loss", "Masks: steps that are not there")
EQUATION = """\
h_t = tanh(x_t W_xhᵀ + h_{t-1} W_hhᵀ + b_h)  where the mask is True
h_t = h_{t-1}                               where it is False"""
WHY = (
    "The old state is copied exactly, so the last row of a padded sequence is its state at the true "
    "end; and on the way back a gradient will cross the padding unchanged."
)

CASES = (
    Case("every sequence goes on", lambda rng: _some_ended(rng, [True] * 5, 3, 4)),
    Case(
        "two of five sequences have ended",
        lambda rng: _some_ended(rng, [True, False, True, True, False], 2, 6),
    ),
)

MISCONCEPTIONS = (
    Misconception(
        "zeroes",
        lambda x, h, m, *weights: np.where(m[:, None], right.masked_step(x, h, m, *weights), 0),
        "at padding the state became zero, and the memory of that sequence is lost. It should stay as "
        "it was.",
    ),
    Misconception(
        "ignores_mask",
        lambda x, h, m, *weights: right.rnn_batch(x[None], h, *weights)[0],
        "padding was read as if it were data: the states of sequences that have ended went on changing.",
    ),
    Misconception(
        "masks_input",
        lambda x, h, m, *weights: right.rnn_batch(x[None] * m[:, None], h, *weights)[0],
        "only the input was set to zero. A zero input still moves the state, through W_hh and the "
        "bias; carry the state itself.",
    ),
    Misconception(
        "inverted",
        lambda x, h, m, *weights: right.masked_step(x, h, ~m, *weights),
        "the mask is read the wrong way round: True marks a real step, False marks padding.",
    ),
)
