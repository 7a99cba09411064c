"""The LSTM: gradients, masks, states, dtypes, and agreement with PyTorch and with the equations."""

import numpy as np
import pytest
from layer_checks import (
    check_bad_input,
    check_dtype_is_kept,
    check_gaps,
    check_nothing_is_kept,
    check_recurrent_gradients,
    check_split,
    leaves,
    like,
    masks,
    random_state,
    randomise,
)
from torch_twins import check_against_torch

from rnnlib import LSTM

T, B, D, H = 5, 3, 2, 4
DTYPES = [np.float64, np.float32]


def random_lstm(rng, dtype=np.float64):
    return randomise(LSTM(D, H, dtype=dtype, rng=rng), rng)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("with_state0", [False, True])
def test_every_gradient_against_central_differences(rng, dtype, with_mask, with_state0):
    lstm, x = random_lstm(rng, dtype), rng.standard_normal((T, B, D)).astype(dtype)
    state0 = random_state(lstm, B, rng) if with_state0 else None
    check_recurrent_gradients(lstm, x, state0, masks(T, B, rng) if with_mask else None, rng)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("with_state0", [False, True])
@pytest.mark.parametrize("lengths", [None, [5, 2, 3]])
def test_equals_pytorch(rng, dtype, with_state0, lengths):
    lstm, x = random_lstm(rng, dtype), rng.standard_normal((T, B, D)).astype(dtype)
    check_against_torch(lstm, x, random_state(lstm, B, rng) if with_state0 else None, rng, lengths)


def test_the_gates_stand_in_the_order_of_the_equations(rng):
    lstm, x = random_lstm(rng), rng.standard_normal((1, B, D))
    h0, c0 = random_state(lstm, B, rng)
    z = x[0] @ lstm.params["W_xh"].T + h0 @ lstm.params["W_hh"].T + lstm.params["b_h"]
    i, f, g, o = np.split(z, 4, axis=1)
    c = c0 / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
    h, cache = lstm.forward(x, (h0, c0))
    np.testing.assert_allclose(h[0], np.tanh(c) / (1 + np.exp(-o)), rtol=0, atol=1e-14)
    np.testing.assert_allclose(lstm.final_state(cache)[1], c, rtol=0, atol=1e-14)


def test_padding_anywhere_changes_no_output_and_no_gradient(rng):
    check_gaps(random_lstm(rng), rng)


@pytest.mark.parametrize("with_mask", [False, True])
def test_two_halves_with_carried_state_equal_one_pass(rng, with_mask):
    check_split(random_lstm(rng), masks(T, B, rng) if with_mask else None, rng)


def test_no_dstate_is_a_dstate_of_zeros(rng):
    lstm, dh = random_lstm(rng), rng.standard_normal((T, B, H))
    _, cache = lstm.forward(rng.standard_normal((T, B, D)))
    zeros = like(lstm.final_state(cache), np.zeros_like)
    (dx, dstate0, grads), other = lstm.backward(dh, cache), lstm.backward(dh, cache, zeros)
    for a, b in zip(
        leaves((dx, dstate0, *grads.values())), leaves((*other[:2], *other[2].values())), strict=True
    ):
        np.testing.assert_array_equal(a, b)


def test_a_call_leaves_nothing_on_the_layer_and_changes_no_argument(rng):
    check_nothing_is_kept(random_lstm(rng), rng)


def test_float32_is_kept_and_agrees_with_float64(rng):
    check_dtype_is_kept(lambda dtype: LSTM(D, H, dtype=dtype), rng)


@pytest.mark.parametrize("dtype", DTYPES)
def test_extreme_input_saturates_the_gates_without_a_warning(rng, dtype):
    lstm = random_lstm(rng, dtype)
    x = (1e30 * rng.choice([-1, 1], size=(T, B, D))).astype(dtype)
    h, cache = lstm.forward(x)
    dx, dstate0, grads = lstm.backward(np.ones((T, B, H), dtype), cache)
    assert np.abs(h).max() <= 1
    for array in (h, dx, *leaves(dstate0), *grads.values()):
        assert array.dtype == dtype
        assert np.isfinite(array).all()


@pytest.mark.parametrize(("dtype", "a"), [(np.float32, -16), (np.float32, -18), (np.float64, -40)])
def test_a_gate_that_is_nearly_closed_keeps_its_digits_and_its_gradient(dtype, a):
    """From c_0 = 0, h is as small as i is, and so is every gradient that passes i."""
    lstm = LSTM(1, 1, dtype=dtype)
    for array in lstm.params.values():
        array[...] = 0
    lstm.params["b_h"][...] = [a, 0, 1, 0]
    h, cache = lstm.forward(np.zeros((1, 1, 1), dtype))
    _, _, grads = lstm.backward(np.ones((1, 1, 1), dtype), cache)
    i = np.exp(a) / (1 + np.exp(a))
    rtol = 10 * np.finfo(dtype).eps
    np.testing.assert_allclose(h[0, 0, 0], i * np.tanh(1) / 2, rtol=rtol)
    np.testing.assert_allclose(grads["b_h"][0], i * (1 - i) * np.tanh(1) / 2, rtol=rtol)
    np.testing.assert_allclose(grads["b_h"][2], i * (1 - np.tanh(1) ** 2) / 2, rtol=rtol)


@pytest.mark.parametrize(("T", "B"), [(1, 10**6), (1000, 1000)])
def test_the_bias_gradients_over_a_million_rows_keep_their_digits(T, B):
    def bias_gradients(dtype, B):
        lstm = LSTM(1, 1, dtype=dtype)
        for array in lstm.params.values():
            array[...] = 0
        lstm.params["b_h"][...] = 0.3
        _, cache = lstm.forward(np.zeros((T, B, 1), dtype))
        _, _, grads = lstm.backward(np.full((T, B, 1), 0.125, dtype), cache)
        return [grads[name].astype(np.float64) for name in ["b_h"]]

    for found, of_one in zip(bias_gradients(np.float32, B), bias_gradients(np.float64, 1), strict=True):
        np.testing.assert_allclose(found, B * of_one, rtol=2e-6)  # every sequence of the batch is the same


def test_forget_bias_starts_the_forget_gate_only():
    lstm = LSTM(D, H, forget_bias=1.5)
    np.testing.assert_array_equal(lstm.params["b_h"].reshape(4, H), [[0] * H, [1.5] * H, [0] * H, [0] * H])
    assert not LSTM(D, H).params["b_h"].any()


def test_same_seed_same_weights_and_each_gate_its_own():
    first, second = (LSTM(D, H, rng=np.random.default_rng(3)).params for _ in range(2))
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])
    limit = np.sqrt(6 / (H + H))  # that of one gate, not of all together
    assert 0.9 * limit < np.abs(first["W_hh"]).max() <= limit
    assert len(np.unique(first["W_hh"])) == first["W_hh"].size


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"input_size": 0}, ValueError, "input_size: expected at least 1, got 0"),
        ({"hidden_size": 2.0}, TypeError, "hidden_size: expected a whole number, got 2.0"),
        ({"forget_bias": "1"}, TypeError, "forget_bias: expected a number, got '1'"),
        ({"forget_bias": np.nan}, ValueError, "forget_bias: expected .*, got nan"),
        ({"dtype": np.int64}, TypeError, "dtype: expected float32 or float64, got int64"),
        ({"rng": 0}, TypeError, "rng: expected np.random.default_rng"),
    ],
)
def test_bad_option(arguments, error, message):
    with pytest.raises(error, match=message):
        LSTM(**{"input_size": D, "hidden_size": H, **arguments})


def test_bad_input():
    check_bad_input(LSTM(D, H))


STATE = np.zeros((B, H))
BAD_STATES = [
    (STATE, TypeError, r"expected a pair \(h, c\), got ndarray"),
    ([STATE, STATE], TypeError, r"expected a pair \(h, c\), got list"),
    ((STATE,), ValueError, r"expected a pair \(h, c\), got a tuple of 1"),
]


@pytest.mark.parametrize(("state", "error", "message"), BAD_STATES)
def test_a_state_that_is_no_pair(state, error, message):
    lstm = LSTM(D, H)
    with pytest.raises(error, match=f"state0: {message}"):
        lstm.forward(np.zeros((T, B, D)), state)
    h, cache = lstm.forward(np.zeros((T, B, D)))
    with pytest.raises(error, match=f"dstate: {message}"):
        lstm.backward(h, cache, state)


@pytest.mark.parametrize("k", [0, 1])
def test_each_part_of_the_state_is_named(k):
    state = [STATE, STATE]
    state[k] = np.full((B, H), np.nan)
    with pytest.raises(ValueError, match=rf"state0\[{k}\]: expected finite numbers, got nan"):
        LSTM(D, H).forward(np.zeros((T, B, D)), tuple(state))
    state[k] = np.zeros((B, H), int)
    with pytest.raises(TypeError, match=rf"state0\[{k}\]: expected floats"):
        LSTM(D, H).forward(np.zeros((T, B, D)), tuple(state))


@pytest.mark.parametrize(
    ("name", "array", "error"),
    [
        ("b_h", np.zeros(H), ValueError),
        ("W_hh", np.zeros((H, H)), ValueError),
        ("W_xh", np.zeros((4 * H, D), np.float32), TypeError),
    ],
)
def test_a_parameter_replaced_by_a_wrong_one(name, array, error):
    lstm = LSTM(D, H)
    lstm.params[name] = array
    with pytest.raises(error, match=rf"params\['{name}'\]: expected"):
        lstm.forward(np.zeros((T, B, D)))
