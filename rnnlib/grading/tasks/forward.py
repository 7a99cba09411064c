"""Exercise 01, the forward pass: one sequence."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Task
from rnnlib.grading.tasks.draw import apart, readout, recurrent, vector

Array = np.ndarray
Rng = np.random.Generator


def step(x: Array, h: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    """Return h_t (H,), or a number if all arguments are numbers."""
    return np.tanh(np.dot(W_xh, x) + np.dot(W_hh, h) + b_h)


# The same four mistakes are made with numbers and with arrays.
ONE_STEP = (
    Misconception(
        "no_tanh",
        lambda x, h, W_xh, W_hh, b_h: np.dot(W_xh, x) + np.dot(W_hh, h) + b_h,
        "this is the pre-activation a_t. The state is what the nonlinearity makes of it, a number between "
        "-1 and 1.",
    ),
    Misconception(
        "no_bias",
        lambda x, h, W_xh, W_hh, b_h: np.tanh(np.dot(W_xh, x) + np.dot(W_hh, h)),
        "the bias is missing. With a bias of zero nobody would notice; here it is not zero.",
    ),
    Misconception(
        "bias_outside",
        lambda x, h, W_xh, W_hh, b_h: np.tanh(np.dot(W_xh, x) + np.dot(W_hh, h)) + b_h,
        "the bias is added after tanh. It is part of the pre-activation, so it belongs inside the brackets.",
    ),
    Misconception(
        "no_state",
        lambda x, h, W_xh, W_hh, b_h: np.tanh(np.dot(W_xh, x) + b_h),
        "the previous state does not enter, so this network has no memory. Which term of a_t carries it?",
    ),
)


def _scalar(rng: Rng, h: float, b: float) -> Inputs:
    return {"x": apart(rng), "h_prev": h, "W_xh": apart(rng), "W_hh": apart(rng) + 1.5, "b_h": b}


scalar_step = Task(
    id="forward.scalar_step",
    title="one step with one neuron",
    function="scalar_step",
    returns="h_t, a float",
    reference=step,
    cases=(
        Case("a first step: the state and the bias are zero", lambda rng: _scalar(rng, 0.0, 0.0)),
        Case("a later step: neither is zero", lambda rng: _scalar(rng, apart(rng), apart(rng))),
    ),
    misconceptions=(
        *ONE_STEP,
        Misconception(
            "swapped",
            lambda x, h, W_xh, W_hh, b_h: np.tanh(W_hh * x + W_xh * h + b_h),
            "the two weights have changed places: W_xh multiplies the input, W_hh the previous state.",
        ),
    ),
)

TRANSPOSED = (
    "W_hh is used transposed. For one vector, W_hh h is `W_hh @ h`; for rows of a batch it is `h @ W_hh.T`. "
    "W_hh is square, so the other order runs too, and computes something else."
)

rnn_step = Task(
    id="forward.rnn_step",
    title="one step with vectors",
    function="rnn_step",
    returns="h_t of shape (H,)",
    reference=step,
    cases=(
        Case(
            "a first step: the state is zero",
            lambda rng: {"x_t": vector(rng, 3), "h_prev": np.zeros(4), **recurrent(rng)},
        ),
        Case(
            "a later step: the state is not zero",
            lambda rng: {"x_t": vector(rng, 3), "h_prev": vector(rng, 4), **recurrent(rng)},
        ),
    ),
    misconceptions=(
        *ONE_STEP,
        Misconception(
            "hh_transposed", lambda x, h, W_xh, W_hh, b_h: step(x, h, W_xh, W_hh.T, b_h), TRANSPOSED
        ),
    ),
)


def states(x: Array, h0: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    """Return h (T + 1, H), where h[0] is h0."""
    h = [h0]
    for x_t in x:
        h.append(step(x_t, h[-1], W_xh, W_hh, b_h))
    return np.array(h)


def _never_carried(x: Array, h0: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    return np.array([h0] + [step(x_t, h0, W_xh, W_hh, b_h) for x_t in x])


def _last_step_missing(x: Array, h0: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    return np.vstack([states(x[:-1], h0, W_xh, W_hh, b_h), np.zeros_like(h0)])


def _skips_first(x: Array, h0: Array, *weights: Array) -> Array:
    return np.vstack([states(x[1:], h0, *weights), np.zeros_like(h0)])


def _from_zero(x: Array, h0: Array, *weights: Array) -> Array:
    return np.array([h0] + [step(x_t, 0 * h0, *weights) for x_t in x])


def _carries_a(x: Array, h0: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    a = [h0]
    for x_t in x:
        a.append(W_xh @ x_t + W_hh @ a[-1] + b_h)
    return np.array([h0, *np.tanh(a[1:])])


INPUT_LATE = (
    "each step reads the input of the step before, and the first reads the last. x_1 is in row 0: the "
    "state in row t + 1 of h reads x[t]."
)

rnn_states = Task(
    id="forward.states",
    title="all states of one sequence",
    function="rnn_states",
    returns="h of shape (T + 1, H), where h[0] is h_0",
    reference=states,
    cases=(
        Case(
            "one step from a zero state",
            lambda rng: {"x": vector(rng, 1, 3), "h0": np.zeros(4), **recurrent(rng)},
        ),
        Case(
            "six steps from a given state",
            lambda rng: {"x": vector(rng, 6, 3), "h0": vector(rng, 4), **recurrent(rng)},
            points=2,
        ),
    ),
    misconceptions=(
        Misconception(
            "ignores_h0",
            lambda x, h0, *weights: states(x, 0 * h0, *weights),
            "the sequence starts from zeros whatever h0 says. Look at what row 0 of your result holds.",
        ),
        Misconception(
            "drops_h0",
            lambda x, h0, *weights: states(x, h0, *weights)[1:],
            "h_0 is not in the result. Its place is row 0, so that h[t] is the state h_t; there is one row "
            "more than there are inputs.",
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
            lambda x, *rest: states(np.roll(x, 1, axis=0), *rest),
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
            lambda x, *rest: states(x[::-1], *rest),
            "the sequence is read from its end: x_1, the first input, belongs to the first step.",
        ),
        Misconception(
            "hh_transposed",
            lambda x, h0, W_xh, W_hh, b_h: states(x, h0, W_xh, W_hh.T, b_h),
            TRANSPOSED,
        ),
    ),
)


def _outputs(h: Array, W_hy: Array, b_y: Array) -> Array:
    return h[1:] @ W_hy.T + b_y


rnn_outputs = Task(
    id="forward.outputs",
    title="the outputs of one sequence",
    function="rnn_outputs",
    returns="y_hat of shape (T, O)",
    reference=_outputs,
    cases=(
        Case("one step", lambda rng: {"h": vector(rng, 2, 4), **readout(rng)}),
        Case("five steps", lambda rng: {"h": vector(rng, 6, 4), **readout(rng)}),
    ),
    misconceptions=(
        Misconception(
            "reads_h0",
            lambda h, W_hy, b_y: h @ W_hy.T + b_y,
            "there is one output too many: h[0] is h_0, the state before the first input, and no output "
            "belongs to it.",
        ),
        Misconception(
            "one_late",
            lambda h, W_hy, b_y: h[:-1] @ W_hy.T + b_y,
            "each output is read from the state before its input has been seen: from h_{t-1} where it "
            "should be h_t.",
        ),
        Misconception("no_bias", lambda h, W_hy, b_y: h[1:] @ W_hy.T, "the bias b_y is missing."),
        Misconception(
            "tanh",
            lambda h, W_hy, b_y: np.tanh(_outputs(h, W_hy, b_y)),
            "the output went through tanh. The readout here is linear: ŷ_t may be any number.",
        ),
    ),
)


TASKS = (scalar_step, rnn_step, rnn_states, rnn_outputs)
