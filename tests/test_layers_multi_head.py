"""Causal self-attention with several heads, against PyTorch and head by head."""

import numpy as np
import pytest
import torch
from layer_checks import masks, randomise

from rnnlib import check_gradients
from rnnlib.layers.multi_head import MultiHeadAttention

T, B, D, HEADS = 5, 3, 6, 2


def random_attention(rng, dtype=np.float64, heads=HEADS):
    return randomise(MultiHeadAttention(D, heads, dtype=dtype, rng=rng), rng)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("heads", [1, 2, 6])
def test_every_gradient_against_central_differences(rng, dtype, with_mask, heads):
    attention, x = random_attention(rng, dtype, heads), rng.normal(size=(T, B, D)).astype(dtype)
    mask = masks(T, B, rng) if with_mask else None
    real = np.ones((T, B), bool) if mask is None else mask
    weight = (rng.normal(size=(T, B, D)) * real[..., None]).astype(dtype)
    y, cache = attention.forward(x, mask)
    dx, grads = attention.backward(weight, cache)
    assert {array.dtype for array in (y, dx, *grads.values())} == {np.dtype(dtype)}
    check_gradients(
        lambda: np.sum(weight.astype(float) * attention.forward(x, mask)[0]),
        {**attention.params, "x": x},
        {**grads, "x": dx},
    )


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-6)])
def test_outputs_and_gradients_equal_pytorch(rng, dtype, tolerance):
    attention, x = random_attention(rng, dtype), rng.normal(size=(T, B, D)).astype(dtype)
    dy = rng.normal(size=(T, B, D)).astype(dtype)
    y, cache = attention.forward(x)
    dx, grads = attention.backward(dy, cache)

    module = torch.nn.MultiheadAttention(D, HEADS, dtype=torch.float64 if dtype == np.float64 else None)
    names = {
        "project.W_hy": module.in_proj_weight,
        "project.b_y": module.in_proj_bias,
        "output.W_hy": module.out_proj.weight,
        "output.b_y": module.out_proj.bias,
    }
    assert set(names) == set(attention.params)
    with torch.no_grad():
        for name, parameter in names.items():
            parameter.copy_(torch.tensor(attention.params[name]))
    x_torch = torch.tensor(x, requires_grad=True)
    later = torch.triu(torch.ones(T, T, dtype=torch.bool), diagonal=1)
    expected, weights = module(x_torch, x_torch, x_torch, attn_mask=later, average_attn_weights=False)
    expected.backward(torch.tensor(dy))
    pairs = {"y": (y, expected.detach()), "weights": (cache["weights"], weights.permute(2, 0, 1, 3).detach())}
    pairs |= {"x": (dx, x_torch.grad), **{name: (grads[name], p.grad) for name, p in names.items()}}
    for name, (ours, theirs) in pairs.items():
        theirs = theirs.numpy()
        assert ours.shape == theirs.shape
        assert np.linalg.norm(ours - theirs) < tolerance * np.linalg.norm(theirs), name


def test_weights_see_only_real_steps_up_to_their_own(rng):
    attention, mask = random_attention(rng), masks(T, B, rng)
    _, cache = attention.forward(rng.normal(size=(T, B, D)), mask)
    allowed = np.array([[[mask[j, b] and j <= t for j in range(T)] for b in range(B)] for t in range(T)])
    weights = cache["weights"]
    assert weights.shape == (T, B, HEADS, T)
    for head in range(HEADS):
        assert ((weights[:, :, head] > 0) == allowed).all()
    np.testing.assert_allclose(weights.sum(axis=-1), allowed.any(axis=-1)[..., None].repeat(HEADS, axis=-1))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"heads": 4}, ValueError, "heads: expected a divisor of model_size, 6, got 4"),
        ({"heads": 0}, ValueError, "heads: expected at least 1"),
        ({"model_size": 2.5}, TypeError, "model_size: expected a whole number"),
    ],
)
def test_bad_option(arguments, error, message):
    with pytest.raises(error, match=message):
        MultiHeadAttention(**{"model_size": D, "heads": HEADS, **arguments})


def test_what_stands_at_padding_changes_nothing(rng):
    """Neither NaN in x nor a gradient there; y and dx are zero, though nobody has set dy to zero."""
    attention, mask = random_attention(rng), masks(T, B, rng)
    x, dy = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, D))
    y, cache = attention.forward(x, mask)
    dx, grads = attention.backward(dy * mask[..., None], cache)
    noisy, noisy_cache = attention.forward(np.where(mask[..., None], x, np.nan), mask)
    noisy_dx, noisy_grads = attention.backward(np.where(mask[..., None], dy, np.nan), noisy_cache)
    assert not y[~mask].any()
    assert not dx[~mask].any()
    np.testing.assert_array_equal(noisy, y)
    np.testing.assert_array_equal(noisy_dx, dx)
    for name, grad in grads.items():
        np.testing.assert_array_equal(noisy_grads[name], grad, err_msg=name)
