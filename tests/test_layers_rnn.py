"""The recurrent layer: gradients, masks, dtypes, and agreement with the textbook listing."""

import numpy as np
import pytest
from layer_checks import (
    check_dtype_is_kept,
    check_gaps,
    check_nothing_is_kept,
    check_recurrent_gradients,
    check_split,
    masks,
    random_state,
)
from torch_twins import check_against_torch

from rnnlib import RNN, Linear, check_gradients, mse
from rnnlib.scratch import rnn as scratch

T, B, D, H, O = 5, 3, 2, 4, 2


def random_rnn(rng, nonlinearity="tanh", dtype=np.float64):
    """Return an RNN with a non-zero bias: a bias mix-up is invisible at zero."""
    rnn = RNN(D, H, nonlinearity=nonlinearity, dtype=dtype, rng=rng)
    rnn.params["b_h"][:] = rng.normal(size=H)
    return rnn


def input_away_from_the_kink(rnn, h0, mask, rng):
    """Return an x with no argument of f near 0, where ReLU has no derivative for a step to approach."""
    start = np.zeros((B, H)) if h0 is None else h0
    while True:
        x = rng.normal(size=(T, B, D)).astype(rnn.dtype)
        h, _ = rnn.forward(x, h0, mask)
        h_prev = np.concatenate([start[None], h[:-1]])
        a = x @ rnn.params["W_xh"].T + h_prev @ rnn.params["W_hh"].T + rnn.params["b_h"]
        if np.abs(a).min() > 0.05:
            return x


def random_mask(rng):
    mask = rng.random((T, B)) < 0.6
    mask[:, 0] = [True, True, False, False, False]  # ordinary padding
    mask[:, 1] = [False, True, False, True, False]  # gaps as well
    return mask


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("with_h0", [False, True])
def test_every_gradient_against_central_differences(rng, nonlinearity, dtype, with_mask, with_h0):
    rnn, mask = random_rnn(rng, nonlinearity, dtype), masks(T, B, rng) if with_mask else None
    h0 = random_state(rnn, B, rng) if with_h0 else None
    x = input_away_from_the_kink(rnn, h0, mask, rng)
    check_recurrent_gradients(rnn, x, h0, mask, rng)


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("with_h0", [False, True])
@pytest.mark.parametrize("lengths", [None, [5, 2, 3]])
def test_equals_pytorch(rng, nonlinearity, dtype, with_h0, lengths):
    rnn, x = random_rnn(rng, nonlinearity, dtype), rng.normal(size=(T, B, D)).astype(dtype)
    check_against_torch(rnn, x, random_state(rnn, B, rng) if with_h0 else None, rng, lengths)


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_float32_is_kept_and_agrees_with_float64(rng, nonlinearity):
    check_dtype_is_kept(lambda dtype: RNN(D, H, nonlinearity=nonlinearity, dtype=dtype), rng)


def test_float32_gradients_against_central_differences(rng):
    rnn = random_rnn(rng, dtype=np.float32)
    x = rng.normal(size=(T, B, D)).astype(np.float32)
    y = rng.normal(size=(T, B, H)).astype(np.float32)
    h, cache = rnn.forward(x)
    _, dh = mse(h, y)
    _, _, grads = rnn.backward(dh, cache)
    check_gradients(lambda: mse(rnn.forward(x)[0], y)[0], rnn.params, grads)


def test_equals_scratch_to_1e_12(rng):
    """For one sequence, the batch layers and the textbook listing give the same numbers."""
    rnn, readout = random_rnn(rng), Linear(H, O, rng=rng)
    readout.params["b_y"][:] = rng.normal(size=O)
    params = {**rnn.params, **readout.params}
    x, y = rng.normal(size=(T, D)), rng.normal(size=(T, O))

    h_scratch, y_hat_scratch = scratch.forward(params, x, np.zeros(H))
    grads_scratch = scratch.backward(params, x, y, h_scratch, y_hat_scratch)

    h, cache = rnn.forward(x[:, None])
    y_hat, readout_cache = readout.forward(h)
    loss, dy = mse(y_hat, y[:, None])
    dh, grads_readout = readout.backward(dy, readout_cache)
    _, _, grads_rnn = rnn.backward(dh, cache)

    np.testing.assert_allclose(h[:, 0], h_scratch[1:], rtol=0, atol=1e-12)
    np.testing.assert_allclose(y_hat[:, 0], y_hat_scratch, rtol=0, atol=1e-12)
    assert abs(loss - scratch.loss(y_hat_scratch, y)) < 1e-12
    for name, grad in {**grads_rnn, **grads_readout}.items():
        np.testing.assert_allclose(grad, grads_scratch[name], rtol=0, atol=1e-12, err_msg=name)


def test_state_is_carried_through_padding(rng):
    rnn, mask = random_rnn(rng), random_mask(rng)
    x, h0 = rng.normal(size=(T, B, D)), rng.normal(size=(B, H))
    h, _ = rnn.forward(x, h0, mask)
    previous = np.concatenate([h0[None], h[:-1]])
    np.testing.assert_array_equal(h[~mask], previous[~mask])
    assert not np.isclose(h[mask], previous[mask]).all(axis=-1).any()


def test_padding_changes_no_output_and_no_gradient(rng):
    rnn = random_rnn(rng)
    lengths = [5, 2, 3]
    mask = np.arange(T)[:, None] < np.array(lengths)
    x, dh = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H)) * mask[..., None]
    x[~mask] = np.nan  # nothing may look at padding
    h, cache = rnn.forward(x, mask=mask)
    dx, _, grads = rnn.backward(dh, cache)
    assert (dx[~mask] == 0).all()
    total = {name: np.zeros_like(g) for name, g in grads.items()}
    for b, n in enumerate(lengths):
        h_alone, cache_alone = rnn.forward(x[:n, b : b + 1])
        np.testing.assert_allclose(h[:n, b], h_alone[:, 0], rtol=0, atol=1e-12)
        np.testing.assert_array_equal(h[-1, b], h[n - 1, b])
        dx_alone, _, grads_alone = rnn.backward(dh[:n, b : b + 1], cache_alone)
        np.testing.assert_allclose(dx[:n, b], dx_alone[:, 0], rtol=0, atol=1e-12)
        for name in total:
            total[name] += grads_alone[name]
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, total[name], rtol=0, atol=1e-12)


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_padding_anywhere_changes_no_output_and_no_gradient(rng, nonlinearity):
    check_gaps(random_rnn(rng, nonlinearity), rng)


@pytest.mark.parametrize("with_mask", [False, True])
def test_two_halves_with_carried_state_equal_one_pass(rng, with_mask):
    check_split(random_rnn(rng), masks(T, B, rng) if with_mask else None, rng)


def test_the_final_state_is_a_copy_of_the_last_h(rng):
    rnn = random_rnn(rng)
    h, cache = rnn.forward(rng.normal(size=(T, B, D)))
    final = rnn.final_state(cache)
    np.testing.assert_array_equal(final, h[-1])
    assert not np.shares_memory(final, h)


def test_dstate_is_what_reaches_the_last_h_from_beyond(rng):
    rnn, dh, dstate = random_rnn(rng), rng.normal(size=(T, B, H)), rng.normal(size=(B, H))
    _, cache = rnn.forward(rng.normal(size=(T, B, D)))
    dx, dh0, grads = rnn.backward(dh, cache, dstate)
    dh[-1] += dstate
    dx_expected, dh0_expected, grads_expected = rnn.backward(dh, cache)
    np.testing.assert_allclose(dx, dx_expected, rtol=0, atol=1e-14)
    np.testing.assert_allclose(dh0, dh0_expected, rtol=0, atol=1e-14)
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, grads_expected[name], rtol=0, atol=1e-14)


def test_a_call_leaves_nothing_on_the_layer_and_changes_no_argument(rng):
    check_nothing_is_kept(random_rnn(rng), rng)


def test_a_single_step(rng):
    rnn, x, h0 = random_rnn(rng), rng.normal(size=(1, B, D)), rng.normal(size=(B, H))
    check_recurrent_gradients(rnn, x, h0, None, rng)


def test_same_seed_same_weights():
    first, second = (RNN(D, H, rng=np.random.default_rng(3)).params for _ in range(2))
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"input_size": 0}, ValueError, "input_size: expected at least 1, got 0"),
        ({"hidden_size": 2.0}, TypeError, "hidden_size: expected a whole number, got 2.0"),
        ({"hidden_size": True}, TypeError, "hidden_size"),
        ({"nonlinearity": "sigmoid"}, ValueError, "nonlinearity: expected one of .*'relu', 'tanh'"),
        ({"dtype": np.int64}, TypeError, "dtype: expected float32 or float64, got int64"),
        ({"dtype": np.float16}, TypeError, "dtype"),
        ({"rng": 0}, TypeError, "rng: expected np.random.default_rng"),
    ],
)
def test_bad_option(arguments, error, message):
    with pytest.raises(error, match=message):
        RNN(**{"input_size": D, "hidden_size": H, **arguments})


X = np.zeros((T, B, D))
NAN = np.where(np.arange(T)[:, None, None] == 2, np.nan, X)
BAD_FORWARD = [
    ({"x": np.zeros((T, B, D + 1))}, ValueError, r"x: expected shape \(T, B, 2\), got \(5, 3, 3\)"),
    ({"x": np.zeros((T, D))}, ValueError, "x: expected shape"),
    ({"x": np.zeros((T, B, D), int)}, TypeError, "x: expected floats .*int64"),
    ({"x": np.zeros((T, B, D), complex)}, TypeError, "x: expected floats"),
    ({"x": np.zeros((0, B, D))}, ValueError, "x: .*no empty axis"),
    ({"x": np.zeros((T, 0, D))}, ValueError, "x: .*no empty axis"),
    ({"x": NAN}, ValueError, r"x: expected finite numbers, got nan at index \(2, 0, 0\)"),
    ({"x": X, "h0": np.zeros(H)}, ValueError, r"h0: expected shape \(3, 4\), got \(4,\)"),
    ({"x": X, "h0": np.zeros((1, H))}, ValueError, "h0: expected shape"),
    ({"x": X, "h0": np.zeros((B, H), int)}, TypeError, "h0: expected floats"),
    ({"x": X, "h0": np.full((B, H), np.inf)}, ValueError, "h0: expected finite"),
    ({"x": X, "mask": np.ones((B, T), bool)}, ValueError, r"mask: expected shape \(5, 3\), got \(3, 5\)"),
    ({"x": X, "mask": np.ones((T, 1), bool)}, ValueError, "mask: expected shape"),
    ({"x": X, "mask": np.ones((T, B))}, TypeError, "mask: expected booleans"),
    ({"x": NAN, "mask": np.ones((T, B), bool)}, ValueError, "x: expected finite"),
]


@pytest.mark.parametrize(("arguments", "error", "message"), BAD_FORWARD)
def test_bad_input_to_forward(arguments, error, message):
    with pytest.raises(error, match=message):
        RNN(D, H).forward(**arguments)


@pytest.mark.parametrize(
    ("name", "array", "error"),
    [
        ("dh", np.zeros((T, B, H + 1)), ValueError),
        ("dh", np.zeros((1, B, H)), ValueError),
        ("dh", np.zeros((T, B, H), int), TypeError),
        ("dstate", np.zeros((1, H)), ValueError),
        ("dstate", np.zeros((B, H), int), TypeError),
    ],
)
def test_bad_input_to_backward(name, array, error):
    rnn = RNN(D, H)
    h, cache = rnn.forward(X)
    with pytest.raises(error, match=f"{name}: expected"):
        rnn.backward(**{"dh": h, "cache": cache, name: array})


@pytest.mark.parametrize(
    ("name", "array", "error"),
    [
        ("b_h", np.zeros((H, 1)), ValueError),
        ("W_hh", np.zeros((1, H)), ValueError),
        ("W_xh", np.zeros((H, D), np.float32), TypeError),
    ],
)
def test_a_parameter_replaced_by_a_wrong_one(name, array, error):
    rnn = RNN(D, H)
    rnn.params[name] = array
    with pytest.raises(error, match=rf"params\['{name}'\]: expected"):
        rnn.forward(X)
