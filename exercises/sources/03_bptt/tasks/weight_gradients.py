"""Task bptt.weight_gradients: the gradients of shared weights."""

import numpy as np

from rnnlib.grading.draw import vector
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Rng = np.random.Generator

right = solutions(__file__)  # the master's

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


def _of_steps(rng: Rng, T: int, D: int, H: int) -> Inputs:
    return {"da": vector(rng, T, H), "x": vector(rng, T, D), "h": np.tanh(vector(rng, T + 1, H))}


READ = Section("05_backpropagation_through_time", "A copy for each step")
EQUATION = """\
dW_xh = Σ_t da_t x_tᵀ
dW_hh = Σ_t da_t h_{t-1}ᵀ
db_h  = Σ_t da_t"""
WHY = (
    "Shared weights mean summed gradients, and a sum over time of outer products is one matrix product. "
    "That is how a fast layer gets all of it at once, after its loop."
)

CASES = (
    Case("one step", lambda rng: _of_steps(rng, 1, 3, 4)),
    Case("five steps", lambda rng: _of_steps(rng, 5, 2, 6)),
)

MISCONCEPTIONS = (
    Misconception(
        "same_state", lambda da, x, h: {**right.weight_gradients(da, x, h), "W_hh": da.T @ h[1:]}, SAME_STATE
    ),
    Misconception(
        "input_late",
        lambda da, x, h: {**right.weight_gradients(da, x, h), "W_xh": da.T @ np.roll(x, 1, axis=0)},
        INPUT_LATE,
    ),
    Misconception("overwritten", lambda da, x, h: right.weight_gradients(da[:1], x[:1], h[:2]), OVERWRITTEN),
    Misconception(
        "overwritten", lambda da, x, h: right.weight_gradients(da[-1:], x[-1:], h[-2:]), OVERWRITTEN
    ),
    Misconception(
        "mean",
        lambda da, x, h: {name: grad / len(x) for name, grad in right.weight_gradients(da, x, h).items()},
        "the contributions of the steps are averaged. A weight that acts T times has T effects, and "
        "they add up; the 1/T of the loss is already inside da.",
    ),
    Misconception(
        "transposed",
        lambda da, x, h: {name: grad.T for name, grad in right.weight_gradients(da, x, h).items()},
        "the outer products are the wrong way round. A gradient has the shape of its weight: rows "
        "belong to da_t, columns to what the weight multiplied.",
    ),
)
