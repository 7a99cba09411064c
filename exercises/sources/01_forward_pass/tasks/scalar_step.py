"""Task forward.scalar_step: one step with one neuron."""

import numpy as np

from rnnlib.grading.draw import apart
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Rng = np.random.Generator

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
    larger = 2 * apart(rng)  # than W_xh, and of either sign as well
    return {"x": apart(rng), "h_prev": h, "W_xh": apart(rng) / 2, "W_hh": larger, "b_h": b}


READ = Section("02_forward_pass", "With bare numbers")
EQUATION = "h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)"
WHY = (
    "Nothing here knows how long the sequence is: the same three numbers, W_xh, W_hh and b_h, serve at "
    "every step."
)

CASES = (
    Case("a first step: the state and the bias are zero", lambda rng: _scalar(rng, 0.0, 0.0)),
    Case("a later step: neither is zero", lambda rng: _scalar(rng, apart(rng), apart(rng))),
)

MISCONCEPTIONS = (
    *ONE_STEP,
    Misconception(
        "swapped",
        lambda x, h, W_xh, W_hh, b_h: np.tanh(W_hh * x + W_xh * h + b_h),
        "the two weights have changed places: W_xh multiplies the input, W_hh the previous state.",
    ),
)
