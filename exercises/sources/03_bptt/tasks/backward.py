"""Task bptt.backward: the whole backward pass."""

from collections.abc import Callable
from functools import partial

import numpy as np

from rnnlib.grading.draw import readout, recurrent, vector
from rnnlib.grading.spec import Case, Inputs, Misconception, Section
from rnnlib.scratch import rnn

from .state_gradient import HH_NOT_TRANSPOSED, NO_FUTURE, NO_TANH, NOT_CROSSED
from .weight_gradients import INPUT_LATE, OVERWRITTEN, SAME_STATE

Array = np.ndarray
Arrays = dict[str, np.ndarray]
Rng = np.random.Generator


def _carried(da: Array, dh: Array, W_hh: Array) -> Array:
    return W_hh.T @ da


def _wrong(
    params: Arrays,
    x: Array,
    y: Array,
    h: Array,
    y_hat: Array,
    factor: Callable[[int], float] = lambda T: 2 / T,
    carry: Callable[[Array, Array, Array], Array] = _carried,
    previous: int = 0,
    own: int = 1,
    read: int = 1,
    late: int = 0,
    keep: bool = True,
) -> Arrays:
    """Backpropagate with one thing done differently."""
    grads = {name: np.zeros_like(array) for name, array in params.items()}
    back = np.zeros_like(h[0])
    for t in reversed(range(len(x))):
        dy = factor(len(x)) * (y_hat[t] - y[t])
        dh = params["W_hy"].T @ dy + back
        da = dh * (1 - h[t + own] ** 2)
        back = carry(da, dh, params["W_hh"])
        now = {
            "W_xh": np.outer(da, x[t - late]),
            "W_hh": np.outer(da, h[t + previous]),
            "b_h": da,
            "W_hy": np.outer(dy, h[t + read]),
            "b_y": dy,
        }
        grads = {name: keep * grads[name] + now[name] for name in grads}
    return grads


def _network(rng: Rng, T: int, D: int, H: int, O: int) -> Inputs:
    params = {**recurrent(rng, D, H), **readout(rng, H, O)}
    x, y = vector(rng, T, D), vector(rng, T, O)
    h, y_hat = rnn.forward(params, x, vector(rng, H))
    return {"params": params, "x": x, "y": y, "h": h, "y_hat": y_hat}


READ = Section("05_backpropagation_through_time", "Every index")
EQUATION = """\
dŷ_t = 2/T (ŷ_t - y_t)
dh_t = W_hyᵀ dŷ_t + W_hhᵀ da_{t+1}, with da_{T+1} = 0
da_t = dh_t ∘ (1 - h_t²)
dW_hy = Σ_t dŷ_t h_tᵀ, db_y = Σ_t dŷ_t
dW_xh = Σ_t da_t x_tᵀ, dW_hh = Σ_t da_t h_{t-1}ᵀ, db_h = Σ_t da_t"""
WHY = (
    "All that the later steps have to say about step t is in one vector, da_{t+1}. So the way back is a "
    "loop like the way forward, at about twice its cost, however long the sequence."
)

CASES = (
    Case("a sequence of one step", lambda rng: _network(rng, 1, 3, 4, 2)),
    Case("a sequence of two steps", lambda rng: _network(rng, 2, 3, 4, 2)),
    Case("a sequence of five steps", lambda rng: _network(rng, 5, 2, 6, 3)),
)

MISCONCEPTIONS = (
    Misconception(
        "no_factor",
        partial(_wrong, factor=lambda T: 1),
        "the gradient at the outputs is ŷ_t - y_t, without the factor 2/T. The two agree only when T = 2.",
    ),
    Misconception(
        "no_mean",
        partial(_wrong, factor=lambda T: 2),
        "the 1/T of the loss is missing at the outputs, so every gradient is T times too large.",
    ),
    Misconception(
        "no_two",
        partial(_wrong, factor=lambda T: 1 / T),
        "a factor 2 is missing at the outputs, so every gradient is half of what it should be.",
    ),
    Misconception("not_crossed", partial(_wrong, carry=lambda da, dh, W_hh: dh), NOT_CROSSED),
    Misconception("no_tanh", partial(_wrong, carry=lambda da, dh, W_hh: W_hh.T @ dh), NO_TANH),
    Misconception(
        "only_tanh",
        partial(_wrong, carry=lambda da, dh, W_hh: da),
        "da_{t+1} is added to dh_t as it is. Between h_t and a_{t+1} lies W_hh.",
    ),
    Misconception(
        "hh_not_transposed",
        partial(_wrong, carry=lambda da, dh, W_hh: W_hh @ da),
        HH_NOT_TRANSPOSED,
    ),
    Misconception("no_future", partial(_wrong, carry=lambda da, dh, W_hh: 0 * da), NO_FUTURE),
    Misconception("same_state", partial(_wrong, previous=1), SAME_STATE),
    Misconception(
        "tanh_previous",
        partial(_wrong, own=0),
        "the derivative of tanh is taken at h_{t-1}. At step t it is 1 - h_t²: h has one row more "
        "than there are steps, so h_t is row t when t counts from 1, and row t + 1 when t counts from "
        "0.",
    ),
    Misconception(
        "readout_previous",
        partial(_wrong, read=0),
        "dW_hy pairs dŷ_t with h_{t-1}, but ŷ_t was read from h_t: that is row t of h when t counts "
        "from 1, and row t + 1 when t counts from 0.",
    ),
    Misconception("input_late", partial(_wrong, late=1), INPUT_LATE),
    Misconception("overwritten", partial(_wrong, keep=False), OVERWRITTEN),
)
