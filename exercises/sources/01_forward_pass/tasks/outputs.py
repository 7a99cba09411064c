"""Task forward.outputs: the outputs of one sequence."""

import numpy as np

from rnnlib.grading.draw import readout, vector
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Misconception, Section

right = solutions(__file__)  # the master's

READ = Section("02_forward_pass", "The choice of $g$")
EQUATION = "ŷ_t = W_hy h_t + b_y for t = 1, …, T"
WHY = (
    "The readout has no memory: ŷ_t needs h_t and nothing else. So one matrix product serves all steps "
    "at once, which the states cannot have, since each waits for the one before."
)

CASES = (
    Case("one step", lambda rng: {"h": vector(rng, 2, 4), **readout(rng)}),
    Case("five steps", lambda rng: {"h": vector(rng, 6, 5), **readout(rng, 5, 3)}),
)

MISCONCEPTIONS = (
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
        lambda h, W_hy, b_y: np.tanh(right.rnn_outputs(h, W_hy, b_y)),
        "the output went through tanh. The readout here is linear: ŷ_t may be any number.",
    ),
)
