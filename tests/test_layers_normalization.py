"""Layer normalisation, alone and in a recurrent layer."""

import numpy as np
import pytest
import torch
from layer_checks import (
    check_bad_input,
    check_dtype_is_kept,
    check_nothing_is_kept,
    check_recurrent_gradients,
    masks,
    random_state,
    randomise,
)
from torch_twins import assert_equal

from rnnlib import LayerNorm, LayerNormRNN, check_gradients

T, B, D, H = 6, 3, 2, 4
dtypes = pytest.mark.parametrize("dtype", [np.float64, np.float32])


# ---- LayerNorm


def test_mean_0_and_variance_1(rng):
    y, _ = LayerNorm(50).forward(3 + 7 * rng.normal(size=(T, B, 50)))
    np.testing.assert_allclose(y.mean(axis=-1), 0, atol=1e-14)
    np.testing.assert_allclose(y.var(axis=-1), 1, atol=1e-5)


def test_shift_and_scale_of_the_input_do_not_matter(rng):
    norm, x = randomise(LayerNorm(H, eps=1e-12), rng), rng.normal(size=(T, B, H))
    np.testing.assert_allclose(norm.forward(5 + 3 * x)[0], norm.forward(x)[0], rtol=0, atol=1e-10)


def test_equal_entries_become_the_bias(rng):
    norm = randomise(LayerNorm(H), rng)
    y, _ = norm.forward(np.full((T, B, H), 0.1))
    np.testing.assert_allclose(y, np.broadcast_to(norm.params["beta"], y.shape), rtol=0, atol=1e-12)


@dtypes
def test_layer_norm_gradients_against_central_differences(rng, dtype):
    norm = randomise(LayerNorm(H, dtype=dtype), rng)
    x, weight = (rng.normal(size=(T, B, H)).astype(dtype) for _ in range(2))
    _, cache = norm.forward(x)
    dx, grads = norm.backward(weight, cache)
    check_gradients(lambda: np.sum(weight * norm.forward(x)[0]), {**norm.params, "x": x}, {**grads, "x": dx})


@dtypes
def test_layer_norm_equals_pytorch(rng, dtype):
    norm = randomise(LayerNorm(H, dtype=dtype), rng)
    x, dy = (rng.normal(size=(T, B, H)).astype(dtype) for _ in range(2))
    tensors = [torch.tensor(array, requires_grad=True) for array in (x, *norm.params.values())]
    expected = torch.nn.functional.layer_norm(tensors[0], (H,), *tensors[1:])
    expected.backward(torch.tensor(dy))
    y, cache = norm.forward(x)
    dx, grads = norm.backward(dy, cache)
    assert_equal(y, expected, dtype)
    for ours, theirs in zip((dx, *grads.values()), tensors, strict=True):
        assert_equal(ours, theirs.grad, dtype)


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (np.zeros((T, B, H + 1)), ValueError, r"x: expected shape \(T, B, 4\), got \(6, 3, 5\)"),
        (np.zeros((B, H)), ValueError, "x: expected shape"),
        (np.zeros((T, B, H), int), TypeError, "x: expected floats"),
        (np.full((T, B, H), np.nan), ValueError, "x: expected finite"),
    ],
)
def test_bad_input_to_layer_norm(x, error, message):
    with pytest.raises(error, match=message):
        LayerNorm(H).forward(x)


def test_bad_gradient_to_layer_norm():
    norm = LayerNorm(H)
    _, cache = norm.forward(np.zeros((T, B, H)))
    with pytest.raises(ValueError, match="dy: expected shape"):
        norm.backward(np.zeros((T, B, 1)), cache)


@pytest.mark.parametrize(
    ("arguments", "message"), [({"size": 0}, "size"), ({"eps": 0}, "eps"), ({"dtype": int}, "dtype")]
)
def test_bad_option_of_layer_norm(arguments, message):
    with pytest.raises((ValueError, TypeError), match=f"{message}: expected"):
        LayerNorm(**{"size": H, **arguments})


# ---- LayerNormRNN


@dtypes
@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("with_h0", [False, True])
def test_every_gradient_against_central_differences(rng, dtype, nonlinearity, with_mask, with_h0):
    rnn = randomise(LayerNormRNN(D, H, nonlinearity=nonlinearity, dtype=dtype), rng)
    if nonlinearity == "relu":  # |γ â| < 0.2 √3 < 1 = |b|: no step of the check crosses the kink at 0
        rnn.params["gamma_h"][:] = 0.2
        rnn.params["b_h"][:] = [1, -1, 1, 1]
    x = rng.normal(size=(T, B, D)).astype(dtype)
    mask = masks(T, B, rng) if with_mask else None
    h0 = random_state(rnn, B, rng) if with_h0 else None
    check_recurrent_gradients(rnn, x, h0, mask, rng)


@dtypes
@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_equals_pytorch_step_by_step(rng, dtype, nonlinearity):
    H = 16  # over few units σ can be small, and float32 then loses digits in either library
    rnn = randomise(LayerNormRNN(D, H, nonlinearity=nonlinearity, dtype=dtype), rng, scale=0.3)
    x, dh = rng.normal(size=(T, B, D)).astype(dtype), rng.normal(size=(T, B, H)).astype(dtype)
    h0 = random_state(rnn, B, rng)
    t = {n: torch.tensor(a, requires_grad=True) for n, a in {**rnn.params, "x": x, "h0": h0}.items()}
    states = [t["h0"]]
    for x_t in t["x"]:
        a = x_t @ t["W_xh"].T + states[-1] @ t["W_hh"].T
        states.append(
            getattr(torch, nonlinearity)(
                torch.nn.functional.layer_norm(a, (H,), t["gamma_h"], t["b_h"], rnn.eps)
            )
        )
    expected = torch.stack(states[1:])
    expected.backward(torch.tensor(dh))
    h, cache = rnn.forward(x, h0)
    dx, dh0, grads = rnn.backward(dh, cache)
    assert_equal(h, expected, dtype)
    for name, ours in {**grads, "x": dx, "h0": dh0}.items():
        assert_equal(ours, t[name].grad, dtype, name)


def test_the_scale_of_the_weights_does_not_matter(rng):
    """What the normalisation is for: W_xh and W_hh ten times as large give the same states."""
    rnn = randomise(LayerNormRNN(D, H, eps=1e-12), rng)
    x = rng.normal(size=(T, B, D))
    h, _ = rnn.forward(x)
    rnn.params["W_xh"] *= 10
    rnn.params["W_hh"] *= 10
    np.testing.assert_allclose(rnn.forward(x)[0], h, rtol=0, atol=1e-9)


def test_padding_and_other_sequences_change_nothing(rng):
    rnn, lengths = randomise(LayerNormRNN(D, H), rng), [6, 2, 3]
    x = rng.normal(size=(T, B, D))
    mask = np.arange(T)[:, None] < np.array(lengths)
    x[~mask] = np.nan
    h, cache = rnn.forward(x, None, mask)
    dx, _, _ = rnn.backward(np.cos(h) * mask[..., None], cache)
    assert (dx[~mask] == 0).all()
    for b, n in enumerate(lengths):
        alone, cache_alone = rnn.forward(x[:n, b : b + 1])
        np.testing.assert_allclose(h[:n, b], alone[:, 0], rtol=0, atol=1e-12)
        np.testing.assert_array_equal(h[n - 1 :, b], np.broadcast_to(h[n - 1, b], (T - n + 1, H)))
        np.testing.assert_allclose(
            dx[:n, b], rnn.backward(np.cos(alone), cache_alone)[0][:, 0], rtol=0, atol=1e-12
        )


def test_dtype_is_kept(rng):
    check_dtype_is_kept(lambda dtype: LayerNormRNN(D, H, dtype=dtype), rng)


def test_nothing_is_kept(rng):
    check_nothing_is_kept(randomise(LayerNormRNN(D, H), rng), rng)


def test_bad_input():
    check_bad_input(LayerNormRNN(D, H))


def test_a_parameter_replaced_by_a_wrong_one():
    rnn = LayerNormRNN(D, H)
    rnn.params["gamma_h"] = np.ones((H, 1))
    with pytest.raises(ValueError, match=r"params\['gamma_h'\]: expected"):
        rnn.forward(np.zeros((T, B, D)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input_size": 0}, "input_size"),
        ({"hidden_size": 1.5}, "hidden_size"),
        ({"nonlinearity": "sigmoid"}, "nonlinearity"),
        ({"eps": -1}, "eps"),
        ({"rng": 0}, "rng"),
        ({"dtype": int}, "dtype"),
    ],
)
def test_bad_option(arguments, message):
    with pytest.raises((ValueError, TypeError), match=f"{message}: expected"):
        LayerNormRNN(**{"input_size": D, "hidden_size": H, **arguments})
