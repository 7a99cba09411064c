"""Task vanishing.step_jacobian: the Jacobian of one step."""

import numpy as np

from rnnlib.grading.draw import recurrent, vector
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator

# Hints that belong to the single step, to the product and to the lengths.
SLOPE_OF_COLUMN = (
    "each slope multiplies a column of W_hh. The slope 1 - h_t² belongs to the unit that the step arrives at, and "
    "that is the row: diag(1 - h_t²) stands before W_hh."
)
NO_SLOPE = "the slopes are missing: this is W_hh alone, the Jacobian of a step without tanh."
TANH_TWICE = (
    "tanh is taken once more. h_t is the state, tanh has been applied already, so the slope is 1 - h_t²."
)


def _step(rng: Rng, H: int) -> Inputs:
    return {"W_hh": recurrent(rng, H=H)["W_hh"], "h_t": np.tanh(vector(rng, H))}


READ = Section("09_vanishing_and_exploding", "One factor a step")
EQUATION = "J_t = ∂h_t/∂h_{t-1} = diag(1 - h_t²) W_hh"
WHY = (
    "A saturated unit makes its whole row small: whatever it is told by the others, it does not answer. Its "
    "column stays as it is, since the others still listen to it."
)

CASES = (
    Case("two units", lambda rng: _step(rng, 2)),
    Case("five units", lambda rng: _step(rng, 5)),
)

MISCONCEPTIONS = (
    Misconception("columns", lambda W, h: W * (1 - h**2), SLOPE_OF_COLUMN),
    Misconception(
        "transposed",
        lambda W, h: ((1 - h**2)[:, None] * W).T,
        "this is the transposed Jacobian, which carries a gradient back. Asked is ∂h_t/∂h_{t-1} itself, with a "
        "row for each entry of h_t.",
    ),
    Misconception(
        "weight_transposed",
        lambda W, h: (1 - h**2)[:, None] * W.T,
        "W_hh is transposed. Row i of the Jacobian says what h_i hears, and that is row i of W_hh.",
    ),
    Misconception("no_slope", lambda W, h: W, NO_SLOPE),
    Misconception(
        "only_slopes",
        lambda W, h: np.diag(1 - h**2),
        "these are the slopes alone, ∂h_t/∂a_t. From a_t to h_{t-1} one more factor follows: W_hh.",
    ),
    Misconception("tanh_twice", lambda W, h: (1 - np.tanh(h) ** 2)[:, None] * W, TANH_TWICE),
    Misconception(
        "dot",
        lambda W, h: (1 - h**2) @ W,
        "the slopes are multiplied into W_hh as a vector, and the sum over the units is taken. Each slope "
        "scales a row of its own, and nothing is added.",
    ),
    Misconception(
        "both_sides",
        lambda W, h: (1 - h**2)[:, None] * W * (1 - h**2),
        "the slopes are multiplied from both sides. A step crosses one tanh, so each entry of W_hh meets one slope, "
        "that of its row.",
    ),
)
