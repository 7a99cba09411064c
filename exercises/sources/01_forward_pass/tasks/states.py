"""Task forward.states: all states of one sequence."""

import numpy as np

from rnnlib.grading.draw import recurrent, vector
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Misconception, Section

from .rnn_step import TRANSPOSED

Array = np.ndarray

right = solutions(__file__)  # the master's


def _never_carried(x: Array, h0: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    return np.array([h0] + [right.rnn_step(x_t, h0, W_xh, W_hh, b_h) for x_t in x])


def _last_step_missing(x: Array, h0: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    return np.vstack([right.rnn_states(x[:-1], h0, W_xh, W_hh, b_h), np.zeros_like(h0)])


def _skips_first(x: Array, h0: Array, *weights: Array) -> Array:
    return np.vstack([right.rnn_states(x[1:], h0, *weights), np.zeros_like(h0)])


def _row_early(x: Array, h0: Array, *weights: Array) -> Array:
    return np.vstack([right.rnn_states(x, 0 * h0, *weights)[1:], np.zeros_like(h0)])


def _from_zero(x: Array, h0: Array, *weights: Array) -> Array:
    return np.array([h0] + [right.rnn_step(x_t, 0 * h0, *weights) for x_t in x])


def _carries_a(x: Array, h0: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    a = [h0]
    for x_t in x:
        a.append(W_xh @ x_t + W_hh @ a[-1] + b_h)
    return np.array([h0, *np.tanh(a[1:])])


INPUT_LATE = (
    "each step reads the input of the step before, and the first reads the last. x_1 is in row 0: the "
    "state in row t + 1 of h reads x[t]."
)

READ = Section("02_forward_pass", "What to store, and why")
EQUATION = """\
h_0 is given, and for t = 1, …, T:
h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)"""
WHY = (
    "With h_0 in row 0, the number of a row is the number of its step, and the backward pass finds the "
    "state before every step, the first included, without a special case."
)

CASES = (
    Case(
        "one step from a zero state",
        lambda rng: {"x": vector(rng, 1, 3), "h0": np.zeros(4), **recurrent(rng)},
    ),
    Case(
        "six steps from a given state",
        lambda rng: {"x": vector(rng, 6, 2), "h0": vector(rng, 5), **recurrent(rng, 2, 5)},
    ),
)

MISCONCEPTIONS = (
    Misconception(
        "ignores_h0",
        lambda x, h0, *weights: right.rnn_states(x, 0 * h0, *weights),
        "the sequence starts from zeros whatever h0 says. Look at what row 0 of your result holds.",
    ),
    Misconception(
        "drops_h0",
        lambda x, h0, *weights: right.rnn_states(x, h0, *weights)[1:],
        "h_0 is not in the result. Its place is row 0, so that h[t] is the state h_t; there is one row "
        "more than there are inputs.",
    ),
    Misconception(
        "drops_last",
        lambda *inputs: right.rnn_states(*inputs)[:-1],
        "the last state is not in the result. h has one row more than there are inputs, and h[T] is h_T.",
    ),
    Misconception(
        "row_early",
        _row_early,
        "each state stands one row too early, the first in the place of h_0, and the last row stays empty. At "
        "t = 0, h[t - 1] is that last row. The state that reads x[t] is h[t + 1], computed from h[t].",
    ),
    Misconception(
        "never_carried",
        _never_carried,
        "every step starts again from h_0. Step t has to start from the state that step t-1 left behind.",
    ),
    Misconception(
        "last_step_missing",
        _last_step_missing,
        "the last row was never computed: the loop ends one step early. `range(1, T)` stops at T-1.",
    ),
    Misconception(
        "skips_first",
        _skips_first,
        "the first input is never read. h has one row more than x: with x_1 in row 0, the state that "
        "reads x[t] is h[t + 1].",
    ),
    Misconception(
        "input_late",
        lambda x, *rest: right.rnn_states(np.roll(x, 1, axis=0), *rest),
        INPUT_LATE,
    ),
    Misconception(
        "reads_itself",
        _from_zero,
        "every step starts from zeros, as if h[t + 1] were computed from h[t + 1], which is still "
        "empty. It starts from the state before, h[t].",
    ),
    Misconception(
        "carries_a",
        _carries_a,
        "what travels from step to step is the pre-activation a_t. The next step wants h_t, after tanh.",
    ),
    Misconception(
        "reads_backwards",
        lambda x, *rest: right.rnn_states(x[::-1], *rest),
        "the sequence is read from its end: x_1, the first input, belongs to the first step.",
    ),
    Misconception(
        "hh_transposed",
        lambda x, h0, W_xh, W_hh, b_h: right.rnn_states(x, h0, W_xh, W_hh.T, b_h),
        TRANSPOSED,
    ),
)
