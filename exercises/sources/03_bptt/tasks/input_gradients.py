"""Task bptt.input_gradients: the gradients of the inputs and of h_0."""

import numpy as np

from rnnlib.grading.draw import recurrent, vector
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

from .state_gradient import HH_NOT_TRANSPOSED

Rng = np.random.Generator

right = solutions(__file__)  # the master's


def _of_network(rng: Rng, T: int, D: int, H: int) -> Inputs:
    weights = recurrent(rng, D, H)
    return {"da": vector(rng, T, H), "W_xh": weights["W_xh"], "W_hh": weights["W_hh"]}


READ = Section("05_backpropagation_through_time", "From the listing to a layer")
EQUATION = """\
dx_t = W_xhᵀ da_t
dh_0 = W_hhᵀ da_1"""
WHY = (
    "With these two, layers fit together: dx is what the layer below receives from above, and dh_0 goes "
    "back to whatever made the first state."
)

CASES = (
    Case("one step", lambda rng: _of_network(rng, 1, 3, 4)),
    Case("five steps", lambda rng: _of_network(rng, 5, 2, 6)),
)

MISCONCEPTIONS = (
    Misconception(
        "from_last",
        lambda da, W_xh, W_hh: (da @ W_xh, W_hh.T @ da[-1]),
        "dh0 is taken from the last step. h_0 enters step 1 only, so its gradient comes from da_1.",
    ),
    Misconception(
        "not_crossed",
        lambda da, W_xh, W_hh: (da @ W_xh, da[0]),
        "dh0 is da_1 as it is. Between h_0 and a_1 lies W_hh.",
    ),
    Misconception("hh_not_transposed", lambda da, W_xh, W_hh: (da @ W_xh, W_hh @ da[0]), HH_NOT_TRANSPOSED),
    Misconception(
        "summed",
        lambda da, W_xh, W_hh: (da @ W_xh, W_hh.T @ da.sum(axis=0)),
        "dh0 is summed over all steps, as for a shared weight. h_0 is used once, at step 1; what it "
        "does later is already inside da_1.",
    ),
    Misconception(
        "order",
        lambda *args: right.input_gradients(*args)[::-1],
        "the two results are in the other order: dx first, then dh0.",
    ),
)
