"""Task bptt.state_gradient: the two roads back to a state."""

import numpy as np

from rnnlib.grading.draw import readout, recurrent, vector
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator

right = solutions(__file__)  # the master's

# Hints that belong to the single steps and to the whole.
NOT_CROSSED = (
    "the gradient of the later step is added as it is. Between h_t and h_{t+1} lie tanh and W_hh, so on "
    "the way back it is multiplied by the derivative of tanh at step t+1 and by W_hhᵀ."
)

NO_TANH = (
    "the gradient crosses W_hhᵀ, but not the tanh of step t+1. What reaches W_hhᵀ is da_{t+1}, the "
    "gradient before tanh."
)

HH_NOT_TRANSPOSED = (
    "W_hh is used as in the forward pass. Backwards it is W_hhᵀ: forwards, column j says where h_j goes, "
    "and its gradient comes back from those same places. W_hh is square, so both orders run."
)

NO_FUTURE = (
    "only the output of this step is counted. h_t also acts on the loss through h_{t+1}, and so on every "
    "later output."
)


def _one_step_back(rng: Rng, dh_next: Array, O: int) -> Inputs:
    H = len(dh_next)
    return {
        "dy_t": vector(rng, O),
        "dh_next": dh_next,
        "h_next": np.tanh(vector(rng, H)),
        "W_hy": readout(rng, H, O)["W_hy"],
        "W_hh": recurrent(rng, H=H)["W_hh"],
    }


READ = Section("05_backpropagation_through_time", "Two routes")
EQUATION = """\
dh_t = W_hyᵀ dŷ_t + W_hhᵀ da_{t+1}
da_{t+1} = dh_{t+1} ∘ (1 - h_{t+1}²)"""
WHY = (
    "What is used twice gets the sum of two gradients. Over many steps the second road multiplies by "
    "W_hhᵀ and by 1 - h² again and again, and there gradients vanish or explode."
)

CASES = (
    Case("the last step: nothing comes from later", lambda rng: _one_step_back(rng, np.zeros(4), 2)),
    Case("an earlier step", lambda rng: _one_step_back(rng, vector(rng, 5), 3)),
)

MISCONCEPTIONS = (
    Misconception("not_crossed", lambda dy, dh, h, W_hy, W_hh: W_hy.T @ dy + dh, NOT_CROSSED),
    Misconception("no_tanh", lambda dy, dh, h, W_hy, W_hh: W_hy.T @ dy + W_hh.T @ dh, NO_TANH),
    Misconception(
        "hh_not_transposed",
        lambda dy, dh, h, W_hy, W_hh: right.state_gradient(dy, dh, h, W_hy, W_hh.T),
        HH_NOT_TRANSPOSED,
    ),
    Misconception(
        "only_tanh",
        lambda dy, dh, h, W_hy, W_hh: W_hy.T @ dy + dh * (1 - h**2),
        "the gradient of the later step passes its tanh, but not W_hh, which lies between the two states.",
    ),
    Misconception("no_future", lambda dy, dh, h, W_hy, W_hh: W_hy.T @ dy, NO_FUTURE),
    Misconception(
        "no_output",
        lambda dy, dh, h, W_hy, W_hh: right.state_gradient(0 * dy, dh, h, W_hy, W_hh),
        "only what comes from the later step is counted. h_t also feeds the output ŷ_t of its own step.",
    ),
)
