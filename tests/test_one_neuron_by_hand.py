"""The one-neuron example of chapter 4: written-out formulas against scratch, layers and central differences.

The formulas below know nothing of rnnlib: scalars and `math` only, each line one line of the chapter.
Losses: the source's ½(ŷ−y)² is half of (1/T)Σ at T = 1; the two agree at T = 2; rnnlib always takes (1/T)Σ.
"""

from math import tanh

import numpy as np
import pytest

from rnnlib import RNN, Linear, check_gradients, mse
from rnnlib.scratch import rnn as scratch

W_X, W_H, W_Y = 0.5, 0.8, 0.3
X = [1.0, 0.5, -0.5]
Y = [0.6, 0.4, -0.3]
NAMES = ("W_xh", "W_hh", "W_hy")


def one_step():
    """T = 1 with L = ½(ŷ − y)²."""
    h1 = tanh(W_X * X[0] + W_H * 0.0)
    y1 = W_Y * h1
    e1 = y1 - Y[0]
    da1 = e1 * W_Y * (1 - h1**2)
    return {
        "h1": h1,
        "y1": y1,
        "loss": e1**2 / 2,
        "slope": 1 - h1**2,
        "W_xh": da1 * X[0],
        "W_hh": da1 * 0.0,
        "W_hy": e1 * h1,
    }


def two_steps():
    """T = 2 with L = ½Σ = (1/T)Σ, every derivative written out."""
    h1 = tanh(W_X * X[0])
    h2 = tanh(W_X * X[1] + W_H * h1)
    e1, e2 = W_Y * h1 - Y[0], W_Y * h2 - Y[1]
    da2 = e2 * W_Y * (1 - h2**2)
    da1 = (e1 * W_Y + W_H * da2) * (1 - h1**2)
    return {
        "loss": (e1**2 + e2**2) / 2,
        "W_xh": da1 * X[0] + da2 * X[1],
        "W_hh": da2 * h1,
        "W_hy": e1 * h1 + e2 * h2,
    }


def three_steps():
    """T = 3 with L = (1/3)Σ; each weight gradient is the sum over (copy t, loss k ≥ t) of one product."""
    h1 = tanh(W_X * X[0])
    h2 = tanh(W_X * X[1] + W_H * h1)
    h3 = tanh(W_X * X[2] + W_H * h2)
    d1, d2, d3 = (2 / 3 * (W_Y * h - y) for h, y in zip((h1, h2, h3), Y, strict=True))
    s1, s2, s3 = 1 - h1**2, 1 - h2**2, 1 - h3**2
    # ∂L_k/∂a_t: from ŷ_k down to h_k, then back through W_hh and the slope of each step between.
    a = {
        (3, 3): d3 * W_Y * s3,
        (2, 3): d3 * W_Y * s3 * W_H * s2,
        (2, 2): d2 * W_Y * s2,
        (1, 3): d3 * W_Y * s3 * W_H * s2 * W_H * s1,
        (1, 2): d2 * W_Y * s2 * W_H * s1,
        (1, 1): d1 * W_Y * s1,
    }
    h_prev = {1: 0.0, 2: h1, 3: h2}
    return {
        "loss": ((W_Y * h1 - Y[0]) ** 2 + (W_Y * h2 - Y[1]) ** 2 + (W_Y * h3 - Y[2]) ** 2) / 3,
        "W_xh": sum(value * X[t - 1] for (t, _), value in a.items()),
        "W_hh": sum(value * h_prev[t] for (t, _), value in a.items()),
        "W_hy": d1 * h1 + d2 * h2 + d3 * h3,
        "W_hh shares": {(t, k): value * h_prev[t] for (t, k), value in a.items()},
    }


def scratch_params():
    return {
        "W_xh": np.array([[W_X]]),
        "W_hh": np.array([[W_H]]),
        "b_h": np.zeros(1),
        "W_hy": np.array([[W_Y]]),
        "b_y": np.zeros(1),
    }


def column(values):
    return np.array(values)[:, None]


def by_scratch(T):
    params, x, y = scratch_params(), column(X[:T]), column(Y[:T])
    h, y_hat = scratch.forward(params, x, np.zeros(1))
    return scratch.loss(y_hat, y), scratch.backward(params, x, y, h, y_hat)


def by_layers(T):
    rnn, readout = RNN(1, 1), Linear(1, 1)
    for layer in (rnn, readout):
        for name, array in layer.params.items():
            array[...] = scratch_params()[name]
    h, rnn_cache = rnn.forward(column(X[:T])[:, None])
    y_hat, readout_cache = readout.forward(h)
    loss, dy = mse(y_hat, column(Y[:T])[:, None])
    dh, readout_grads = readout.backward(dy, readout_cache)
    _, _, rnn_grads = rnn.backward(dh, rnn_cache)
    return loss, {**rnn_grads, **readout_grads}


def by_differences(T, name, step=1e-6):
    """Central differences of a loss written in scalars, (1/T)Σ(ŷ − y)²."""

    def loss(change):
        w = {"W_xh": W_X, "W_hh": W_H, "W_hy": W_Y}
        w[name] += change
        h, total = 0.0, 0.0
        for x, y in zip(X[:T], Y[:T], strict=True):
            h = tanh(w["W_xh"] * x + w["W_hh"] * h)
            total += (w["W_hy"] * h - y) ** 2
        return total / T

    return (loss(step) - loss(-step)) / (2 * step)


def test_one_step_to_six_digits():
    found = one_step()
    expected = {
        "h1": 0.462117,
        "y1": 0.138635,
        "loss": 0.106429,
        "slope": 0.786448,
        "W_xh": -0.108852,
        "W_hh": 0.0,
        "W_hy": -0.213205,
    }
    assert {name: round(value, 6) for name, value in found.items()} == expected


def test_one_update():
    grads = one_step()
    new = {name: round(w - 0.1 * grads[name], 6) for name, w in (("W_xh", W_X), ("W_hh", W_H), ("W_hy", W_Y))}
    assert new == {"W_xh": 0.510885, "W_hh": 0.8, "W_hy": 0.321320}


def test_the_rounded_numbers_of_the_source():
    """Three digits kept at each step turn 0.786448 into 0.787 and 0.106429 into 0.1065."""
    h1 = round(tanh(0.5), 3)
    assert round(1 - round(h1**2, 3), 3) == 0.787
    error = round(0.6 - round(0.3 * h1, 4), 4)
    assert round(round(error**2, 3) / 2, 4) == 0.1065


# The source's loss is half of rnnlib's at T = 1, and the same at T = 2 and 3 as written out above.
BY_HAND = {1: (one_step, 2.0), 2: (two_steps, 1.0), 3: (three_steps, 1.0)}


@pytest.mark.parametrize("T", [1, 2, 3])
@pytest.mark.parametrize("by", [by_scratch, by_layers])
def test_rnnlib_equals_the_written_out_formulas(T, by):
    formulas, factor = BY_HAND[T]
    hand = formulas()
    loss, grads = by(T)
    assert loss == pytest.approx(factor * hand["loss"], rel=1e-14)
    for name in NAMES:
        assert grads[name].item() == pytest.approx(factor * hand[name], rel=1e-13, abs=1e-17)


@pytest.mark.parametrize("T", [1, 2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_the_written_out_formulas_equal_central_differences(T, name):
    formulas, factor = BY_HAND[T]
    assert factor * formulas()[name] == pytest.approx(by_differences(T, name), rel=1e-8, abs=1e-10)


def test_the_recurrent_weight_learns_from_the_second_step_on():
    assert one_step()["W_hh"] == 0
    assert two_steps()["W_hh"] != 0
    shares = three_steps()["W_hh shares"]
    assert shares[1, 1] == shares[1, 2] == shares[1, 3] == 0
    assert shares[2, 2] < 0 < shares[2, 3]  # two losses pull the same copy in opposite directions
    assert shares[3, 3] > 0


def test_the_numbers_chapter_5_quotes():
    assert round(two_steps()["W_hh"], 6) == -0.022665
    assert round(three_steps()["W_hh"], 6) == 0.040488


@pytest.mark.parametrize("T", [2, 3])
def test_the_known_mistakes_fail_the_check(T):
    """The last copy alone, and dW_xh taken after W_hy has moved."""
    params, x, y = scratch_params(), column(X[:T]), column(Y[:T])

    def loss(p):
        return scratch.loss(scratch.forward(p, x, np.zeros(1))[1], y)

    h, y_hat = scratch.forward(params, x, np.zeros(1))
    grads = scratch.backward(params, x, y, h, y_hat)
    check_gradients(loss, params, grads)

    truncated = dict(grads)
    da_T = 2 / T * (y_hat[-1] - y[-1]) * W_Y * (1 - h[T] ** 2)
    truncated["W_xh"] = np.outer(da_T, x[-1])
    with pytest.raises(AssertionError, match="W_xh"):
        check_gradients(loss, params, truncated)

    moved = {name: array.copy() for name, array in params.items()}
    moved["W_hy"] -= 0.1 * grads["W_hy"]
    late = {**scratch.backward(moved, x, y, h, y_hat), "W_hy": grads["W_hy"]}
    with pytest.raises(AssertionError, match="W_xh"):
        check_gradients(loss, params, late)
