"""Task forward.batch: many sequences at once."""

import numpy as np

from rnnlib.grading.draw import recurrent, vector
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

from .rnn_step import TRANSPOSED

Array = np.ndarray
Rng = np.random.Generator

right = solutions(__file__)  # the master's


def _leaks(x: Array, h0: Array, *weights: Array) -> Array:
    columns, h = [], h0[0]
    for b in range(x.shape[1]):
        columns.append(right.rnn_states(x[:, b], h, *weights)[1:])
        h = columns[-1][-1]
    return np.stack(columns, axis=1)


def _never_carried(x: Array, h0: Array, *weights: Array) -> Array:
    return np.stack([right.rnn_batch(x_t[None], h0, *weights)[0] for x_t in x])


def _batch_inputs(rng: Rng, T: int, B: int, D: int, H: int) -> Inputs:
    return {"x": vector(rng, T, B, D), "h0": vector(rng, B, H), **recurrent(rng, D, H)}


READ = Section("02_forward_pass", "With a batch")
EQUATION = "h_t = tanh(x_t W_xhᵀ + h_{t-1} W_hhᵀ + b_h), a row for each sequence"
WHY = (
    "The only loop runs over time. Steps have to wait for each other, sequences do not, so a batch of "
    "32 takes far less than 32 times as long as one sequence."
)

CASES = (
    Case("a batch of one sequence", lambda rng: _batch_inputs(rng, 5, 1, 3, 4)),
    Case("a batch of three sequences", lambda rng: _batch_inputs(rng, 6, 3, 2, 5)),
)

MISCONCEPTIONS = (
    Misconception(
        "hh_transposed",
        lambda x, h0, W_xh, W_hh, b_h: right.rnn_batch(x, h0, W_xh, W_hh.T, b_h),
        TRANSPOSED,
    ),
    Misconception(
        "ignores_h0",
        lambda x, h0, *weights: right.rnn_batch(x, 0 * h0, *weights),
        "every sequence starts from zeros. Row b of h0 is the state that sequence b starts from.",
    ),
    Misconception(
        "never_carried",
        _never_carried,
        "every step starts again from h0. Step t has to start from the states that step t-1 left behind.",
    ),
    Misconception(
        "input_late",
        lambda x, *rest: right.rnn_batch(np.roll(x, 1, axis=0), *rest),
        "each step reads the inputs of the step before, and the first reads the last. x[0] belongs to "
        "the first step.",
    ),
    Misconception(
        "leaks",
        _leaks,
        "the last state of one sequence became the first state of the next. The sequences of a batch "
        "know nothing of each other: sequence b starts from h0[b].",
    ),
    Misconception(
        "keeps_h0",
        lambda x, h0, *weights: np.concatenate([h0[None], right.rnn_batch(x, h0, *weights)]),
        "h_0 is in the result. The batched version returns only the states after each step, one for "
        "each input.",
    ),
    Misconception(
        "last_only",
        lambda *args: right.rnn_batch(*args)[-1],
        "only the last state came back. The outputs and the backward pass need all T of them.",
    ),
    Misconception(
        "batch_first",
        lambda *args: right.rnn_batch(*args).swapaxes(0, 1),
        "time and batch have changed places. Everything in this book is time-major: (T, B, H).",
    ),
)
