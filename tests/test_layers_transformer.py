"""The causal Transformer block and its positions: gradients, masks, causality, and agreement with PyTorch."""

import numpy as np
import pytest
import torch
from layer_checks import masks, randomise

from rnnlib import TransformerBlock, check_gradients, sinusoidal_positions

T, B, D, HEADS, F = 5, 4, 6, 2, 8


def random_block(rng, dtype=np.float64):
    return randomise(TransformerBlock(D, HEADS, F, dtype=dtype, rng=rng), rng)


def test_parameters_by_name():
    shapes = {name: array.shape for name, array in TransformerBlock(D, HEADS, F).params.items()}
    assert shapes == {
        "norm_1.gamma": (D,),
        "norm_1.beta": (D,),
        "attention.project.W_hy": (3 * D, D),
        "attention.project.b_y": (3 * D,),
        "attention.output.W_hy": (D, D),
        "attention.output.b_y": (D,),
        "norm_2.gamma": (D,),
        "norm_2.beta": (D,),
        "feedforward_1.W_hy": (F, D),
        "feedforward_1.b_y": (F,),
        "feedforward_2.W_hy": (D, F),
        "feedforward_2.b_y": (D,),
    }


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("with_mask", [False, True])
def test_every_gradient_against_central_differences(rng, dtype, with_mask):
    block, x = random_block(rng, dtype), rng.normal(size=(T, B, D)).astype(dtype)
    mask = masks(T, B, rng) if with_mask else None
    weight = rng.normal(size=(T, B, D)).astype(dtype)  # at padding too, where y is constant
    y, cache = block.forward(x, mask)
    dx, grads = block.backward(weight, cache)
    assert set(grads) == set(block.params)
    assert {array.dtype for array in (y, dx, *grads.values())} == {np.dtype(dtype)}
    check_gradients(
        lambda: np.sum(weight.astype(float) * block.forward(x, mask)[0]),
        {**block.params, "x": x},
        {**grads, "x": dx},
    )


def test_two_blocks_stack(rng):
    """Blocks on top of one another, positions below: gradients through both."""
    lower, upper = random_block(rng), random_block(rng)
    x, mask, weight = rng.normal(size=(T, B, D)), masks(T, B, rng), rng.normal(size=(T, B, D))
    positions = sinusoidal_positions(T, D)[:, None]  # (T, 1, D)

    def forward():
        middle, lower_cache = lower.forward(x + positions, mask)
        y, upper_cache = upper.forward(middle, mask)
        return y, lower_cache, upper_cache

    _, lower_cache, upper_cache = forward()
    dmiddle, upper_grads = upper.backward(weight, upper_cache)
    dx, lower_grads = lower.backward(dmiddle, lower_cache)
    arrays, gradients = {"x": x}, {"x": dx}
    for prefix, block, grads in (("lower.", lower, lower_grads), ("upper.", upper, upper_grads)):
        arrays |= {prefix + name: array for name, array in block.params.items()}
        gradients |= {prefix + name: array for name, array in grads.items()}
    check_gradients(lambda: np.sum(weight * forward()[0]), arrays, gradients)


def pytorch_layer(block):
    """Return PyTorch's layer with the same weights, and its parameters under the names of the block."""
    dtype = torch.float64 if block.dtype == np.float64 else torch.float32
    layer = torch.nn.TransformerEncoderLayer(D, HEADS, F, dropout=0.0, norm_first=True, dtype=dtype)
    names = {
        "norm_1.gamma": layer.norm1.weight,
        "norm_1.beta": layer.norm1.bias,
        "attention.project.W_hy": layer.self_attn.in_proj_weight,
        "attention.project.b_y": layer.self_attn.in_proj_bias,
        "attention.output.W_hy": layer.self_attn.out_proj.weight,
        "attention.output.b_y": layer.self_attn.out_proj.bias,
        "norm_2.gamma": layer.norm2.weight,
        "norm_2.beta": layer.norm2.bias,
        "feedforward_1.W_hy": layer.linear1.weight,
        "feedforward_1.b_y": layer.linear1.bias,
        "feedforward_2.W_hy": layer.linear2.weight,
        "feedforward_2.b_y": layer.linear2.bias,
    }
    with torch.no_grad():
        for name, parameter in names.items():
            parameter.copy_(torch.tensor(block.params[name]))
    return layer, names


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-6)])
@pytest.mark.parametrize("with_mask", [False, True])
def test_outputs_and_gradients_equal_pytorch(rng, dtype, tolerance, with_mask):
    block, x = random_block(rng, dtype), rng.normal(size=(T, B, D)).astype(dtype)
    mask = np.ones((T, B), bool)
    if with_mask:  # padding at the end, where PyTorch has a key for every query
        mask = np.arange(T)[:, None] < np.array([5, 1, 3, 4])
    dy = (rng.normal(size=(T, B, D)) * mask[..., None]).astype(dtype)
    y, cache = block.forward(x, mask if with_mask else None)
    dx, grads = block.backward(dy, cache)

    layer, names = pytorch_layer(block)
    x_torch = torch.tensor(x, requires_grad=True)
    later = torch.triu(torch.ones(T, T, dtype=torch.bool), diagonal=1)
    padding = torch.tensor(~mask).T if with_mask else None
    expected = layer(x_torch, src_mask=later, src_key_padding_mask=padding)
    expected.backward(torch.tensor(dy))
    pairs = {"y": (y[mask], expected.detach().numpy()[mask]), "x": (dx, x_torch.grad.numpy())}
    pairs |= {name: (grads[name], parameter.grad.numpy()) for name, parameter in names.items()}
    for name, (ours, theirs) in pairs.items():
        assert np.linalg.norm(ours - theirs) < tolerance * np.linalg.norm(theirs), name


def test_a_later_step_changes_no_earlier_output(rng):
    block, x = random_block(rng), rng.normal(size=(T, B, D))
    y, _ = block.forward(x)
    for t in range(T):
        changed = x.copy()
        changed[t] += rng.normal(size=(B, D))
        y_changed, _ = block.forward(changed)
        np.testing.assert_array_equal(y_changed[:t], y[:t])
        assert not np.isclose(y_changed[t:], y[t:]).all(axis=-1).any()


def test_no_gradient_comes_from_earlier_outputs(rng):
    block, x = random_block(rng), rng.normal(size=(T, B, D))
    _, cache = block.forward(x)
    for t in range(T):
        dy = np.zeros((T, B, D))
        dy[t] = rng.normal(size=(B, D))
        dx, _ = block.backward(dy, cache)
        assert (dx[t + 1 :] == 0).all()
        assert (dx[: t + 1] != 0).any(axis=-1).all()


def test_padding_changes_no_output_and_no_gradient(rng):
    """Any pattern of padding: each sequence gives what its real steps give alone; one has none at all."""
    block, x = random_block(rng), rng.normal(size=(T, B, D))
    mask = masks(T, B, rng)
    mask[:, 3] = False
    x[~mask] = np.nan  # nothing may look at padding
    dy = np.where(mask[..., None], rng.normal(size=(T, B, D)), np.nan)
    y, cache = block.forward(x, mask)
    dx, grads = block.backward(dy, cache)
    assert (y[~mask] == 0).all()
    assert (dx[~mask] == 0).all()
    total = {name: np.zeros_like(grad) for name, grad in grads.items()}
    for b in range(3):
        real = mask[:, b]
        y_alone, cache_alone = block.forward(x[real][:, [b]])
        np.testing.assert_allclose(y[real, b], y_alone[:, 0], rtol=0, atol=1e-12)
        dx_alone, grads_alone = block.backward(dy[real][:, [b]], cache_alone)
        np.testing.assert_allclose(dx[real, b], dx_alone[:, 0], rtol=0, atol=1e-12)
        for name, grad in grads_alone.items():
            total[name] += grad
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, total[name], rtol=0, atol=1e-12, err_msg=name)


def test_params_are_the_arrays_of_the_parts(rng):
    """An optimiser that changes `params` in place changes the block."""
    block, x = random_block(rng), rng.normal(size=(T, B, D))
    before, _ = block.forward(x)
    for name, array in block.params.items():
        array += 0.1
        after, _ = block.forward(x)
        assert not np.allclose(after, before), name
        array -= 0.1


def test_a_call_leaves_nothing_on_the_layer_and_changes_no_argument(rng):
    block, x, dy = random_block(rng), rng.normal(size=(T, B, D)), rng.normal(size=(T, B, D))
    mask = masks(T, B, rng)
    before, copies = set(vars(block)), [array.copy() for array in (x, mask, dy)]
    _, cache = block.forward(x, mask)
    first = block.backward(dy, cache)
    block.forward(rng.normal(size=(2, 1, D)))  # another call in between must not matter
    second = block.backward(dy, cache)
    assert set(vars(block)) == before
    for a, b in zip((first[0], *first[1].values()), (second[0], *second[1].values()), strict=True):
        np.testing.assert_array_equal(a, b)
    for array, copy in zip((x, mask, dy), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_same_seed_same_weights():
    first, second = (TransformerBlock(D, HEADS, F, rng=np.random.default_rng(3)).params for _ in range(2))
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])


@pytest.mark.parametrize("size", [1, 2, 7, 8])
def test_positions_are_the_equation(size):
    positions = sinusoidal_positions(20, size)
    assert positions.shape == (20, size)
    for t in range(20):
        for k in range(size):
            angle = t / 10000 ** (2 * (k // 2) / size)
            assert positions[t, k] == pytest.approx(np.cos(angle) if k % 2 else np.sin(angle), abs=1e-12)


def test_positions_in_float32_are_those_of_float64_rounded():
    wide, narrow = sinusoidal_positions(5000, D), sinusoidal_positions(5000, D, dtype=np.float32)
    assert narrow.dtype == np.float32
    np.testing.assert_array_equal(narrow, wide.astype(np.float32))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"T": 0}, ValueError, "T: expected at least 1"),
        ({"model_size": 2.0}, TypeError, "model_size: expected a whole number"),
        ({"dtype": np.int64}, TypeError, "dtype: expected float32 or float64"),
    ],
)
def test_bad_input_to_positions(arguments, error, message):
    with pytest.raises(error, match=message):
        sinusoidal_positions(**{"T": T, "model_size": D, **arguments})


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"model_size": 0}, ValueError, "model_size: expected at least 1, got 0"),
        ({"heads": 5}, ValueError, "heads: expected a divisor of model_size, 6, got 5"),
        ({"feedforward_size": "8"}, TypeError, "feedforward_size: expected a whole number"),
        ({"dtype": np.int64}, TypeError, "dtype: expected float32 or float64, got int64"),
        ({"rng": 0}, TypeError, "rng: expected np.random.default_rng"),
    ],
)
def test_bad_option(arguments, error, message):
    with pytest.raises(error, match=message):
        TransformerBlock(**{"model_size": D, "heads": HEADS, "feedforward_size": F, **arguments})


X = np.zeros((T, B, D))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"x": np.zeros((T, B, D + 1))}, ValueError, r"x: expected shape \(T, B, 6\), got \(5, 4, 7\)"),
        ({"x": np.zeros((T, B, D), int)}, TypeError, "x: expected floats .*int64"),
        ({"x": np.zeros((0, B, D))}, ValueError, "x: .*no empty axis"),
        ({"x": np.full((T, B, D), np.nan)}, ValueError, "x: expected finite numbers, got nan"),
        ({"mask": np.ones((B, T), bool)}, ValueError, r"mask: expected shape \(5, 4\), got \(4, 5\)"),
        ({"mask": np.ones((T, B))}, TypeError, "mask: expected booleans"),
    ],
)
def test_bad_input_to_forward(arguments, error, message):
    with pytest.raises(error, match=message):
        TransformerBlock(D, HEADS, F).forward(**{"x": X, **arguments})


@pytest.mark.parametrize(
    ("dy", "error"), [(np.zeros((T, B, D + 1)), ValueError), (np.zeros((T, B, D), int), TypeError)]
)
def test_bad_input_to_backward(dy, error):
    block = TransformerBlock(D, HEADS, F)
    _, cache = block.forward(X)
    with pytest.raises(error, match="dy: expected"):
        block.backward(dy, cache)
