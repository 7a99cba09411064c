"""Task vanishing.lengths_by_lag: a gradient carried back, its length at every lag."""

from collections.abc import Callable
from functools import partial

import numpy as np

from rnnlib.grading.draw import vector
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

from .jacobian_product import _states

Array = np.ndarray
Rng = np.random.Generator


def _vectors(
    W_hh: Array, h: Array, dh: Array, back: Callable[[Array, Array, Array], Array], own: int = 0
) -> Array:
    found = [dh]
    for t in range(len(h) - 1, 0, -1):
        found.append(back(W_hh, 1 - h[t - own] ** 2, found[-1]))
    return np.array(found)


def _back(W_hh: Array, slope: Array, dh: Array) -> Array:
    return W_hh.T @ (slope * dh)


def _lengths(W_hh: Array, h: Array, dh: Array, back: Callable[..., Array] = _back, own: int = 0) -> Array:
    return np.linalg.norm(_vectors(W_hh, h, dh, back, own), axis=1)


def _gradient(rng: Rng, T: int, H: int) -> Inputs:
    return {**_states(rng, T, H), "dh_last": 2 * vector(rng, H)}


READ = Section("09_vanishing_and_exploding", "One factor a step")
EQUATION = """\
dh_{t-1} = W_hhᵀ ((1 - h_t²) ∘ dh_t), from dh_T = dh_last
entry k of the result is ‖dh_{T-k}‖, k = 0 … T"""
WHY = (
    "Forming the product would cost H times as many multiplications as carrying one vector. Backpropagation "
    "never forms it, and neither should a measurement."
)

CASES = (
    Case("one step", lambda rng: _gradient(rng, 1, 3)),
    Case("six steps", lambda rng: _gradient(rng, 6, 4)),
)

MISCONCEPTIONS = (
    Misconception(
        "weight_not_transposed",
        partial(_lengths, back=lambda W, slope, dh: W @ (slope * dh)),
        "W_hh is used as in the forward pass. Backwards it is W_hhᵀ.",
    ),
    Misconception(
        "forwards",
        partial(_lengths, back=lambda W, slope, dh: slope * (W @ dh)),
        "this multiplies by J_t, which carries a change forwards. A gradient is carried back by J_tᵀ: first the "
        "slopes, then W_hhᵀ.",
    ),
    Misconception(
        "slope_after",
        partial(_lengths, back=lambda W, slope, dh: slope * (W.T @ dh)),
        "the slopes of step t are applied after W_hhᵀ. On its way back a gradient crosses the tanh first and "
        "then the weights.",
    ),
    Misconception(
        "no_slope",
        partial(_lengths, back=lambda W, slope, dh: W.T @ dh),
        "the gradient crosses W_hhᵀ at each step, but no tanh: the slopes 1 - h_t² are missing.",
    ),
    Misconception(
        "previous_state",
        partial(_lengths, own=1),
        "the slopes are taken one step too early. The step from h_{t-1} to h_t has the slope 1 - h_t²: the last "
        "step, the first to be crossed on the way back, has h[T].",
    ),
    Misconception(
        "in_order_of_time",
        lambda W, h, dh: _lengths(W, h, dh)[::-1],
        "the lengths stand in the order of time, from h_0 to h_T. Asked is the order of the lag: the first entry "
        "is the length of dh_last.",
    ),
    Misconception(
        "squares",
        lambda W, h, dh: _lengths(W, h, dh) ** 2,
        "these are the squares of the lengths. The root is missing.",
    ),
    Misconception(
        "first_missing",
        lambda W, h, dh: _lengths(W, h, dh)[1:],
        "the length at lag 0, of dh_last itself, is missing. There are T + 1 lengths.",
    ),
    Misconception(
        "last_missing",
        lambda W, h, dh: _lengths(W, h, dh)[:-1],
        "the length at lag T, back at h_0, is missing. There are T + 1 lengths.",
    ),
    Misconception(
        "scaled_to_one",
        lambda W, h, dh: _lengths(W, h, dh) / np.linalg.norm(dh),
        "all lengths are divided by the first. Asked are the lengths themselves.",
    ),
    Misconception(
        "vectors",
        lambda W, h, dh: _vectors(W, h, dh, _back),
        "these are the gradients themselves. Asked is the length of each, one number a lag.",
    ),
    Misconception(
        "frozen",
        lambda W, h, dh: np.array(
            [
                np.linalg.norm(dh),
                *(np.linalg.norm(_back(W, 1 - h[t] ** 2, dh)) for t in range(len(h) - 1, 0, -1)),
            ]
        ),
        "every step starts from dh_last again. Each step carries on what the step before has left.",
    ),
    Misconception(
        "largest_entry",
        lambda W, h, dh: np.abs(_vectors(W, h, dh, _back)).max(axis=1),
        "this is the largest entry of each gradient. Its length is the root of the sum of all its squares.",
    ),
)
