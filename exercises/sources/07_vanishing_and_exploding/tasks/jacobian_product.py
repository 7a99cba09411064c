"""Task vanishing.jacobian_product: the product over many steps, in its order."""

from collections.abc import Iterable

import numpy as np

from rnnlib.grading.draw import recurrent, vector
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

from .step_jacobian import NO_SLOPE, SLOPE_OF_COLUMN

Array = np.ndarray
Rng = np.random.Generator


def jacobian(W_hh: Array, h_t: Array) -> Array:
    return (1 - h_t**2)[:, None] * W_hh


def _product(factors: Iterable[Array]) -> Array:
    """The first factor stands on the left."""
    factors = list(factors)
    result = np.eye(len(factors[0]))
    for factor in factors:
        result = result @ factor
    return result


def _states(rng: Rng, T: int, H: int) -> Inputs:
    return {"W_hh": recurrent(rng, H=H)["W_hh"], "h": np.tanh(vector(rng, T + 1, H))}


READ = Section("09_vanishing_and_exploding", "One factor a step")
EQUATION = "∂h_T/∂h_0 = J_T J_{T-1} … J_1, with J_t = diag(1 - h_t²) W_hh"
WHY = (
    "The factors differ from step to step, because the states do. That is why the eigenvalues of W_hh say so "
    "little about the product."
)

CASES = (
    Case("one step", lambda rng: _states(rng, 1, 3)),
    Case("two steps", lambda rng: _states(rng, 2, 4)),
    Case("five steps", lambda rng: _states(rng, 5, 3)),
)

MISCONCEPTIONS = (
    Misconception(
        "reversed",
        lambda W, h: _product(jacobian(W, h_t) for h_t in h[1:]),
        "the factors stand in the other order. h_T comes from h_{T-1}, so J_T is the leftmost factor and J_1 "
        "the rightmost: each new step is multiplied from the left.",
    ),
    Misconception(
        "transposed",
        lambda W, h: _product(jacobian(W, h_t).T for h_t in h[1:]),
        "this is the transposed product, J_1ᵀ … J_Tᵀ, which carries a gradient back. Asked is the Jacobian "
        "itself.",
    ),
    Misconception(
        "previous_state",
        lambda W, h: _product(jacobian(W, h_t) for h_t in h[-2::-1]),
        "the slopes are taken at h_0 to h_{T-1}. The slope of step t belongs to h_t, the state it arrives at: "
        "h[1] to h[T].",
    ),
    Misconception(
        "one_step_more",
        lambda W, h: _product(jacobian(W, h_t) for h_t in h[::-1]),
        "there is one factor too many: h[0] is the state before the first step, and no step leads to it.",
    ),
    Misconception(
        "one_step_less",
        lambda W, h: _product([np.eye(len(W)), *(jacobian(W, h_t) for h_t in h[:1:-1])]),
        "one factor is missing. h has a row for h_0 and one for each of the T steps, so there are T factors.",
    ),
    Misconception(
        "elementwise",
        lambda W, h: np.prod([jacobian(W, h_t) for h_t in h[1:]], axis=0),
        "the Jacobians are multiplied entry by entry. The chain rule takes the matrix product, `@`.",
    ),
    Misconception(
        "added",
        lambda W, h: np.sum([jacobian(W, h_t) for h_t in h[1:]], axis=0),
        "the Jacobians are added. One step follows upon the other, so they are multiplied.",
    ),
    Misconception(
        "columns",
        lambda W, h: _product(W * (1 - h_t**2) for h_t in h[:0:-1]),
        SLOPE_OF_COLUMN,
    ),
    Misconception("no_slope", lambda W, h: np.linalg.matrix_power(W, len(h) - 1), NO_SLOPE),
    Misconception(
        "last_state",
        lambda W, h: np.linalg.matrix_power(jacobian(W, h[-1]), len(h) - 1),
        "every step uses the slopes of the last state. Each step has its own.",
    ),
)
