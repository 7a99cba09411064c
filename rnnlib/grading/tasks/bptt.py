"""Exercise 03, backpropagation through time: its single steps."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Task
from rnnlib.grading.tasks.draw import readout, recurrent, vector

Array = np.ndarray
Arrays = dict[str, Array]
Rng = np.random.Generator

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
SAME_STATE = (
    "dW_hh pairs da_t with h_t. In the forward pass W_hh multiplied the state before the step, h_{t-1}."
)
INPUT_LATE = (
    "dW_xh pairs da_t with the input of the step before. x_t is row t - 1 of x when t counts from 1, and "
    "row t when t counts from 0."
)
OVERWRITTEN = (
    "only one step's contribution is left, the others were overwritten. The same weights act at every "
    "step, so their gradient is a sum over all steps."
)

tanh_backward = Task(
    id="bptt.tanh_backward",
    title="back through tanh",
    function="tanh_backward",
    returns="da, with the shape of dh",
    reference=lambda dh, h: dh * (1 - h**2),
    cases=(
        Case("one state", lambda rng: {"dh": vector(rng, 4), "h": np.tanh(vector(rng, 4))}),
        Case(
            "the states of a sequence", lambda rng: {"dh": vector(rng, 5, 4), "h": np.tanh(vector(rng, 5, 4))}
        ),
    ),
    misconceptions=(
        Misconception(
            "tanh_twice",
            lambda dh, h: dh * (1 - np.tanh(h) ** 2),
            "tanh is applied to h, which is already tanh(a). The derivative needs h itself.",
        ),
        Misconception(
            "no_square",
            lambda dh, h: dh * (1 - h),
            "the square is missing in the derivative of tanh.",
        ),
        Misconception(
            "no_chain",
            lambda dh, h: 1 - h**2,
            "this is the derivative of tanh by itself. The chain rule multiplies it by what arrives from "
            "above, dh.",
        ),
        Misconception(
            "sigmoid",
            lambda dh, h: dh * h * (1 - h),
            "h(1 - h) is the derivative of the sigmoid. The state here comes from tanh.",
        ),
    ),
)


def _dh(dy: Array, dh_next: Array, h_next: Array, W_hy: Array, W_hh: Array) -> Array:
    return W_hy.T @ dy + W_hh.T @ (dh_next * (1 - h_next**2))


def _one_step_back(rng: Rng, dh_next: Array) -> Inputs:
    return {
        "dy_t": vector(rng, 2),
        "dh_next": dh_next,
        "h_next": np.tanh(vector(rng, 4)),
        "W_hy": readout(rng)["W_hy"],
        "W_hh": recurrent(rng)["W_hh"],
    }


state_gradient = Task(
    id="bptt.state_gradient",
    title="the two roads back to a state",
    function="state_gradient",
    returns="dh_t of shape (H,)",
    reference=_dh,
    cases=(
        Case("the last step: nothing comes from later", lambda rng: _one_step_back(rng, np.zeros(4))),
        Case("an earlier step", lambda rng: _one_step_back(rng, vector(rng, 4)), points=2),
    ),
    misconceptions=(
        Misconception("not_crossed", lambda dy, dh, h, W_hy, W_hh: W_hy.T @ dy + dh, NOT_CROSSED),
        Misconception("no_tanh", lambda dy, dh, h, W_hy, W_hh: W_hy.T @ dy + W_hh.T @ dh, NO_TANH),
        Misconception(
            "hh_not_transposed",
            lambda dy, dh, h, W_hy, W_hh: _dh(dy, dh, h, W_hy, W_hh.T),
            HH_NOT_TRANSPOSED,
        ),
        Misconception(
            "only_tanh",
            lambda dy, dh, h, W_hy, W_hh: W_hy.T @ dy + dh * (1 - h**2),
            "the gradient of the later step passes its tanh, but not W_hh, which lies between the two "
            "states.",
        ),
        Misconception("no_future", lambda dy, dh, h, W_hy, W_hh: W_hy.T @ dy, NO_FUTURE),
        Misconception(
            "no_output",
            lambda dy, dh, h, W_hy, W_hh: _dh(0 * dy, dh, h, W_hy, W_hh),
            "only what comes from the later step is counted. h_t also feeds the output ŷ_t of its own step.",
        ),
    ),
)


def _weights(da: Array, x: Array, h: Array) -> Arrays:
    return {"W_xh": da.T @ x, "W_hh": da.T @ h[:-1], "b_h": da.sum(axis=0)}


def _of_steps(rng: Rng, T: int) -> Inputs:
    return {"da": vector(rng, T, 4), "x": vector(rng, T, 3), "h": np.tanh(vector(rng, T + 1, 4))}


weight_gradients = Task(
    id="bptt.weight_gradients",
    title="the gradients of shared weights",
    function="weight_gradients",
    returns="a dict with W_xh (H, D), W_hh (H, H) and b_h (H,)",
    reference=_weights,
    cases=(
        Case("one step", lambda rng: _of_steps(rng, 1)),
        Case("five steps", lambda rng: _of_steps(rng, 5), points=2),
    ),
    misconceptions=(
        Misconception(
            "same_state", lambda da, x, h: {**_weights(da, x, h), "W_hh": da.T @ h[1:]}, SAME_STATE
        ),
        Misconception(
            "input_late",
            lambda da, x, h: {**_weights(da, x, h), "W_xh": da.T @ np.roll(x, 1, axis=0)},
            INPUT_LATE,
        ),
        Misconception("overwritten", lambda da, x, h: _weights(da[:1], x[:1], h[:2]), OVERWRITTEN),
        Misconception("overwritten", lambda da, x, h: _weights(da[-1:], x[-1:], h[-2:]), OVERWRITTEN),
        Misconception(
            "mean",
            lambda da, x, h: {name: grad / len(x) for name, grad in _weights(da, x, h).items()},
            "the contributions of the steps are averaged. A weight that acts T times has T effects, and "
            "they add up; the 1/T of the loss is already inside da.",
        ),
        Misconception(
            "transposed",
            lambda da, x, h: {name: grad.T for name, grad in _weights(da, x, h).items()},
            "the outer products are the wrong way round. A gradient has the shape of its weight: rows "
            "belong to da_t, columns to what the weight multiplied.",
        ),
    ),
)


def _inputs(da: Array, W_xh: Array, W_hh: Array) -> tuple[Array, Array]:
    return da @ W_xh, W_hh.T @ da[0]


def _of_network(rng: Rng, T: int) -> Inputs:
    weights = recurrent(rng)
    return {"da": vector(rng, T, 4), "W_xh": weights["W_xh"], "W_hh": weights["W_hh"]}


input_gradients = Task(
    id="bptt.input_gradients",
    title="the gradients of the inputs and of h_0",
    function="input_gradients",
    returns="dx of shape (T, D) and dh0 of shape (H,)",
    reference=_inputs,
    cases=(
        Case("one step", lambda rng: _of_network(rng, 1)),
        Case("five steps", lambda rng: _of_network(rng, 5)),
    ),
    misconceptions=(
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
        Misconception(
            "hh_not_transposed", lambda da, W_xh, W_hh: (da @ W_xh, W_hh @ da[0]), HH_NOT_TRANSPOSED
        ),
        Misconception(
            "summed",
            lambda da, W_xh, W_hh: (da @ W_xh, W_hh.T @ da.sum(axis=0)),
            "dh0 is summed over all steps, as for a shared weight. h_0 is used once, at step 1; what it "
            "does later is already inside da_1.",
        ),
        Misconception(
            "order",
            lambda *args: _inputs(*args)[::-1],
            "the two results are in the other order: dx first, then dh0.",
        ),
    ),
)

TASKS = (tanh_backward, state_gradient, weight_gradients, input_gradients)
