"""Task forward.rnn_step: one step with vectors."""

import numpy as np

from rnnlib.grading.draw import recurrent, vector
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Misconception, Section

from .scalar_step import ONE_STEP

right = solutions(__file__)  # the master's

TRANSPOSED = (
    "W_hh is used transposed. For one vector, W_hh h is `W_hh @ h`; for rows of a batch it is `h @ W_hh.T`. "
    "W_hh is square, so the other order runs too, and computes something else."
)

READ = Section("02_forward_pass", "With vectors")
EQUATION = "h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)"
WHY = (
    "The shapes do half the checking, because (H, D) @ (D,) runs in one order only. W_hh is square and "
    "runs in both, so only a test with a state that is not zero tells the two apart."
)

CASES = (
    Case(
        "a first step: the state is zero",
        lambda rng: {"x_t": vector(rng, 3), "h_prev": np.zeros(4), **recurrent(rng)},
    ),
    Case(
        "a later step: the state is not zero",
        lambda rng: {"x_t": vector(rng, 2), "h_prev": vector(rng, 5), **recurrent(rng, 2, 5)},
    ),
)

MISCONCEPTIONS = (
    *ONE_STEP,
    Misconception(
        "hh_transposed", lambda x, h, W_xh, W_hh, b_h: right.rnn_step(x, h, W_xh, W_hh.T, b_h), TRANSPOSED
    ),
)
