"""The GRU: gradients, masks, states, dtypes, and agreement with PyTorch and with the equations."""

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

from rnnlib import GRU

T, B, D, H = 5, 3, 2, 4
DTYPES = [np.float64, np.float32]


def random_gru(rng, dtype=np.float64):
    return randomise(GRU(D, H, dtype=dtype, rng=rng), rng)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("with_state0", [False, True])
def test_every_gradient_against_central_differences(rng, dtype, with_mask, with_state0):
    gru, x = random_gru(rng, dtype), rng.standard_normal((T, B, D)).astype(dtype)
    state0 = random_state(gru, B, rng) if with_state0 else None
    check_recurrent_gradients(gru, x, state0, masks(T, B, rng) if with_mask else None, rng)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("with_state0", [False, True])
@pytest.mark.parametrize("lengths", [None, [5, 2, 3]])
def test_equals_pytorch(rng, dtype, with_state0, lengths):
    gru, x = random_gru(rng, dtype), rng.standard_normal((T, B, D)).astype(dtype)
    check_against_torch(gru, x, random_state(gru, B, rng) if with_state0 else None, rng, lengths)


def test_the_gates_stand_in_the_order_of_the_equations(rng):
    gru, x = random_gru(rng), rng.standard_normal((1, B, D))
    h0, params = random_state(gru, B, rng), gru.params
    a_r, a_z, a_n = np.split(x[0] @ params["W_xh"].T + params["b_h"], 3, axis=1)
    W_hr, W_hz, W_hn = np.split(params["W_hh"], 3)
    r, z = 1 / (1 + np.exp(-a_r - h0 @ W_hr.T)), 1 / (1 + np.exp(-a_z - h0 @ W_hz.T))
    n = np.tanh(a_n + r * (h0 @ W_hn.T + params["b_hn"]))
    h, _ = gru.forward(x, h0)
    np.testing.assert_allclose(h[0], (1 - z) * n + z * h0, rtol=0, atol=1e-14)


def test_padding_anywhere_changes_no_output_and_no_gradient(rng):
    check_gaps(random_gru(rng), rng)


@pytest.mark.parametrize("with_mask", [False, True])
def test_two_halves_with_carried_state_equal_one_pass(rng, with_mask):
    check_split(random_gru(rng), masks(T, B, rng) if with_mask else None, rng)


def test_no_dstate_is_a_dstate_of_zeros(rng):
    gru, dh = random_gru(rng), rng.standard_normal((T, B, H))
    _, cache = gru.forward(rng.standard_normal((T, B, D)))
    zeros = like(gru.final_state(cache), np.zeros_like)
    (dx, dstate0, grads), other = gru.backward(dh, cache), gru.backward(dh, cache, zeros)
    for a, b in zip(
        leaves((dx, dstate0, *grads.values())), leaves((*other[:2], *other[2].values())), strict=True
    ):
        np.testing.assert_array_equal(a, b)


def test_a_call_leaves_nothing_on_the_layer_and_changes_no_argument(rng):
    check_nothing_is_kept(random_gru(rng), rng)


def test_float32_is_kept_and_agrees_with_float64(rng):
    check_dtype_is_kept(lambda dtype: GRU(D, H, dtype=dtype), rng)


@pytest.mark.parametrize("dtype", DTYPES)
def test_extreme_input_saturates_the_gates_without_a_warning(rng, dtype):
    gru = random_gru(rng, dtype)
    x = (1e30 * rng.choice([-1, 1], size=(T, B, D))).astype(dtype)
    h, cache = gru.forward(x)
    dx, dstate0, grads = gru.backward(np.ones((T, B, H), dtype), cache)
    assert np.abs(h).max() <= 1
    for array in (h, dx, *leaves(dstate0), *grads.values()):
        assert array.dtype == dtype
        assert np.isfinite(array).all()


@pytest.mark.parametrize(("dtype", "a"), [(np.float32, -16), (np.float32, -18), (np.float64, -40)])
def test_a_gate_that_is_nearly_closed_keeps_its_digits_and_its_gradient(dtype, a):
    """Where only b_hn and the nearly closed gates r and z are not zero, n is as small as r."""
    gru = GRU(1, 1, dtype=dtype)
    for array in gru.params.values():
        array[...] = 0
    gru.params["b_h"][...] = [a, a, 0]
    gru.params["b_hn"][...] = 1
    _, cache = gru.forward(np.zeros((1, 1, 1), dtype))
    _, dh0, grads = gru.backward(np.ones((1, 1, 1), dtype), cache)
    small = np.exp(a) / (1 + np.exp(a))  # r and z
    rtol = 10 * np.finfo(dtype).eps
    np.testing.assert_allclose(gru.final_state(cache)[0, 0], (1 - small) * np.tanh(small), rtol=rtol)
    np.testing.assert_allclose(grads["b_h"][0], (1 - small) ** 2 * small, rtol=rtol)
    np.testing.assert_allclose(grads["b_h"][1], -np.tanh(small) * small * (1 - small), rtol=rtol)
    np.testing.assert_allclose(grads["b_hn"][0], (1 - small) * small, rtol=rtol)
    np.testing.assert_allclose(dh0[0, 0], small, rtol=rtol)


@pytest.mark.parametrize(("T", "B"), [(1, 10**6), (1000, 1000)])
def test_the_bias_gradients_over_a_million_rows_keep_their_digits(T, B):
    def bias_gradients(dtype, B):
        gru = GRU(1, 1, dtype=dtype)
        for array in gru.params.values():
            array[...] = 0
        gru.params["b_h"][...] = 0.3
        _, cache = gru.forward(np.zeros((T, B, 1), dtype))
        _, _, grads = gru.backward(np.full((T, B, 1), 0.125, dtype), cache)
        return [grads[name].astype(np.float64) for name in ["b_h", "b_hn"]]

    for found, of_one in zip(bias_gradients(np.float32, B), bias_gradients(np.float64, 1), strict=True):
        np.testing.assert_allclose(found, B * of_one, rtol=2e-6)  # every sequence of the batch is the same


def test_same_seed_same_weights_and_each_gate_its_own():
    first, second = (GRU(D, H, rng=np.random.default_rng(3)).params for _ in range(2))
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
        ({"dtype": np.int64}, TypeError, "dtype: expected float32 or float64, got int64"),
        ({"rng": 0}, TypeError, "rng: expected np.random.default_rng"),
    ],
)
def test_bad_option(arguments, error, message):
    with pytest.raises(error, match=message):
        GRU(**{"input_size": D, "hidden_size": H, **arguments})


def test_bad_input():
    check_bad_input(GRU(D, H))


@pytest.mark.parametrize(
    ("name", "array", "error"),
    [
        ("b_h", np.zeros(H), ValueError),
        ("b_hn", np.zeros(3 * H), ValueError),
        ("W_hh", np.zeros((H, H)), ValueError),
        ("W_xh", np.zeros((3 * H, D), np.float32), TypeError),
    ],
)
def test_a_parameter_replaced_by_a_wrong_one(name, array, error):
    gru = GRU(D, H)
    gru.params[name] = array
    with pytest.raises(error, match=rf"params\['{name}'\]: expected"):
        gru.forward(np.zeros((T, B, D)))
