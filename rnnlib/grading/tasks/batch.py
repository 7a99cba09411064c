"""Exercise 01, the forward pass: a batch of sequences."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Task
from rnnlib.grading.tasks.draw import recurrent, vector
from rnnlib.grading.tasks.forward import TRANSPOSED, states

Array = np.ndarray
Rng = np.random.Generator


def _batch(x: Array, h0: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    h = [h0]
    for x_t in x:
        h.append(np.tanh(x_t @ W_xh.T + h[-1] @ W_hh.T + b_h))
    return np.array(h)


def _leaks(x: Array, h0: Array, *weights: Array) -> Array:
    columns, h = [], h0[0]
    for b in range(x.shape[1]):
        columns.append(states(x[:, b], h, *weights)[1:])
        h = columns[-1][-1]
    return np.stack(columns, axis=1)


def _never_carried(x: Array, h0: Array, *weights: Array) -> Array:
    return np.stack([_batch(x_t[None], h0, *weights)[1] for x_t in x])


def _batch_inputs(rng: Rng, T: int, B: int) -> Inputs:
    return {"x": vector(rng, T, B, 3), "h0": vector(rng, B, 4), **recurrent(rng)}


rnn_batch = Task(
    id="forward.batch",
    title="many sequences at once",
    function="rnn_batch",
    returns="h of shape (T, B, H), the states after each step",
    reference=lambda *args: _batch(*args)[1:],
    cases=(
        Case("a batch of one sequence", lambda rng: _batch_inputs(rng, 5, 1)),
        Case("a batch of three sequences", lambda rng: _batch_inputs(rng, 5, 3), points=2),
    ),
    misconceptions=(
        Misconception(
            "hh_transposed",
            lambda x, h0, W_xh, W_hh, b_h: _batch(x, h0, W_xh, W_hh.T, b_h)[1:],
            TRANSPOSED,
        ),
        Misconception(
            "ignores_h0",
            lambda x, h0, *weights: _batch(x, 0 * h0, *weights)[1:],
            "every sequence starts from zeros. Row b of h0 is the state that sequence b starts from.",
        ),
        Misconception(
            "never_carried",
            _never_carried,
            "every step starts again from h0. Step t has to start from the states that step t-1 left behind.",
        ),
        Misconception(
            "input_late",
            lambda x, *rest: _batch(np.roll(x, 1, axis=0), *rest)[1:],
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
            _batch,
            "h_0 is in the result. The batched version returns only the states after each step, one for "
            "each input.",
        ),
        Misconception(
            "last_only",
            lambda *args: _batch(*args)[-1],
            "only the last state came back. The outputs and the backward pass need all T of them.",
        ),
        Misconception(
            "batch_first",
            lambda *args: _batch(*args)[1:].swapaxes(0, 1),
            "time and batch have changed places. Everything in this book is time-major: (T, B, H).",
        ),
    ),
)


def _masked(x_t: Array, h_prev: Array, mask_t: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    return np.where(mask_t[:, None], _batch(x_t[None], h_prev, W_xh, W_hh, b_h)[1], h_prev)


def _some_ended(rng: Rng, mask: list[bool]) -> Inputs:
    B = len(mask)
    return {"x_t": vector(rng, B, 3), "h_prev": vector(rng, B, 4), "mask_t": np.array(mask), **recurrent(rng)}


masked_step = Task(
    id="forward.masked_step",
    title="a step where some sequences have ended",
    function="masked_step",
    returns="h_t of shape (B, H)",
    reference=_masked,
    cases=(
        Case("every sequence goes on", lambda rng: _some_ended(rng, [True] * 5)),
        Case(
            "two of five sequences have ended",
            lambda rng: _some_ended(rng, [True, False, True, True, False]),
            points=2,
        ),
    ),
    misconceptions=(
        Misconception(
            "zeroes",
            lambda x, h, m, *weights: np.where(m[:, None], _masked(x, h, m, *weights), 0),
            "at padding the state became zero, and the memory of that sequence is lost. It should stay as "
            "it was.",
        ),
        Misconception(
            "ignores_mask",
            lambda x, h, m, *weights: _batch(x[None], h, *weights)[1],
            "padding was read as if it were data: the states of sequences that have ended went on changing.",
        ),
        Misconception(
            "masks_input",
            lambda x, h, m, *weights: _batch(x[None] * m[:, None], h, *weights)[1],
            "only the input was set to zero. A zero input still moves the state, through W_hh and the "
            "bias; carry the state itself.",
        ),
        Misconception(
            "inverted",
            lambda x, h, m, *weights: _masked(x, h, ~m, *weights),
            "the mask is read the wrong way round: True marks a real step, False marks padding.",
        ),
    ),
)

TASKS = (rnn_batch, masked_step)
