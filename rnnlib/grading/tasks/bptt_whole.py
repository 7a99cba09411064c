"""Exercise 03, backpropagation through time: the whole backward pass, and its check by numbers."""

from collections.abc import Callable
from functools import partial

import numpy as np

from rnnlib.grading.child import Formula
from rnnlib.grading.spec import Case, Inputs, Misconception, Task
from rnnlib.grading.tasks import bptt
from rnnlib.grading.tasks.draw import readout, recurrent, vector
from rnnlib.scratch import rnn

Array = np.ndarray
Arrays = dict[str, Array]
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


def _network(rng: Rng, T: int) -> Inputs:
    params = {**recurrent(rng), **readout(rng)}
    x, y = vector(rng, T, 3), vector(rng, T, 2)
    h, y_hat = rnn.forward(params, x, vector(rng, 4))
    return {"params": params, "x": x, "y": y, "h": h, "y_hat": y_hat}


backward = Task(
    id="bptt.backward",
    title="the whole backward pass",
    function="rnn_backward",
    returns="a dict of gradients with the keys and shapes of params",
    reference=rnn.backward,
    cases=(
        Case("a sequence of one step", lambda rng: _network(rng, 1)),
        Case("a sequence of two steps", lambda rng: _network(rng, 2)),
        Case("a sequence of five steps", lambda rng: _network(rng, 5), points=3),
    ),
    misconceptions=(
        Misconception(
            "no_factor",
            partial(_wrong, factor=lambda T: 1),
            "the gradient at the outputs is ŷ_t - y_t, without the factor 2/T. The two agree only when T = "
            "2.",
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
        Misconception("not_crossed", partial(_wrong, carry=lambda da, dh, W_hh: dh), bptt.NOT_CROSSED),
        Misconception("no_tanh", partial(_wrong, carry=lambda da, dh, W_hh: W_hh.T @ dh), bptt.NO_TANH),
        Misconception(
            "only_tanh",
            partial(_wrong, carry=lambda da, dh, W_hh: da),
            "da_{t+1} is added to dh_t as it is. Between h_t and a_{t+1} lies W_hh.",
        ),
        Misconception(
            "hh_not_transposed",
            partial(_wrong, carry=lambda da, dh, W_hh: W_hh @ da),
            bptt.HH_NOT_TRANSPOSED,
        ),
        Misconception("no_future", partial(_wrong, carry=lambda da, dh, W_hh: 0 * da), bptt.NO_FUTURE),
        Misconception("same_state", partial(_wrong, previous=1), bptt.SAME_STATE),
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
        Misconception("input_late", partial(_wrong, late=1), bptt.INPUT_LATE),
        Misconception("overwritten", partial(_wrong, keep=False), bptt.OVERWRITTEN),
    ),
)


def _each(f: Callable[[Array], float], w: Array, change: Callable[[Array, tuple[int, ...]], float]) -> Array:
    return np.array([change(w, index) for index in np.ndindex(w.shape)]).reshape(w.shape)


def _at(f: Callable[[Array], float], w: Array, index: tuple[int, ...], shift: float) -> float:
    moved = w.copy()
    moved[index] += shift
    return f(moved)


def _central(f: Callable[[Array], float], w: Array, step: float) -> Array:
    return _each(f, w, lambda w, i: (_at(f, w, i, step) - _at(f, w, i, -step)) / (2 * step))


def _not_restored(f: Callable[[Array], float], w: Array, step: float) -> Array:
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        above = _at(f, w, index, step)
        w[index] -= step
        grad[index] = (above - f(w)) / (2 * step)
    return grad


def _both_moved_on(f: Callable[[Array], float], w: Array, step: float) -> Array:
    above, below, grad = w.copy(), w.copy(), np.zeros_like(w)
    for index in np.ndindex(w.shape):
        above[index] += step
        below[index] -= step
        grad[index] = (f(above) - f(below)) / (2 * step)
    return grad


def _moved_up(f: Callable[[Array], float], w: Array, step: float) -> Array:
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        below = _at(f, w, index, -step)
        w[index] += step
        grad[index] = (f(w) - below) / (2 * step)
    return grad


NOT_RESTORED = (
    "an entry that was moved is not put back before the next one is moved, so the later entries are measured "
    "somewhere else than at w. A second name, as in `m = w`, is not a copy: moving it moves w itself."
)


def _function(rng: Rng, *shape: int) -> Inputs:
    c = rng.normal(0, 0.8, shape).tolist()
    f = Formula(f"lambda w: float(np.sum(np.exp(w * np.array({c}))) + np.sum(w) ** 3)")
    return {"f": f, "w": vector(rng, *shape), "step": 0.1}


numerical_gradient = Task(
    id="bptt.numerical_gradient",
    title="the gradient by numbers",
    function="numerical_gradient",
    returns="an array with the shape of w",
    reference=_central,
    cases=(
        Case("a function of a vector", lambda rng: _function(rng, 3)),
        Case("a function of a matrix", lambda rng: _function(rng, 2, 3)),
    ),
    misconceptions=(
        Misconception(
            "forward",
            lambda f, w, step: _each(f, w, lambda w, i: (_at(f, w, i, step) - f(w)) / step),
            "this is the forward difference, from w to w + step. Its error shrinks with the step; the "
            "error of the central difference, taken on both sides of w, shrinks with its square.",
        ),
        Misconception(
            "backward",
            lambda f, w, step: _each(f, w, lambda w, i: (f(w) - _at(f, w, i, -step)) / step),
            "this is the backward difference, from w - step to w. The central difference looks at both "
            "sides of w.",
        ),
        Misconception(
            "distance",
            lambda f, w, step: 2 * _central(f, w, step),
            "the difference is divided by step. How far apart are w - step and w + step?",
        ),
        Misconception(
            "all_together",
            lambda f, w, step: np.full_like(w, (f(w + step) - f(w - step)) / (2 * step)),
            "all entries of w are moved together. A partial derivative moves one entry and holds the others.",
        ),
        Misconception(
            "one_array",
            lambda f, w, step: _each(f, w, lambda w, i: (_at(f, w, i, step) - f(w)) / (2 * step)),
            "this is half of a forward difference: the second point is w itself. After `p = w; m = w` all "
            "three names are one array, so `m[i] -= step` takes back what `p[i] += step` did; `w.copy()` "
            "makes another.",
        ),
        Misconception("not_restored", _not_restored, NOT_RESTORED),
        Misconception("not_restored", _moved_up, NOT_RESTORED),
        Misconception("not_restored", _both_moved_on, NOT_RESTORED),
    ),
)

TASKS = (backward, numerical_gradient)
