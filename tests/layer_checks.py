"""What every recurrent layer is held to; each layer's test module calls these on its own cases."""

import copy
from typing import Any

import numpy as np
import pytest

from rnnlib import check_gradients


def randomise(layer: Any, rng: np.random.Generator, scale: float = 0.5) -> Any:
    """Fill every parameter with normal numbers, the biases too: a bias mix-up is invisible at zero."""
    for array in layer.params.values():
        array[...] = scale * rng.standard_normal(array.shape)
    return layer


def masks(T: int, B: int, rng: np.random.Generator) -> np.ndarray:
    """Return a (T, B) mask with ordinary padding, with gaps, and with a late start; B is at least 3."""
    mask = rng.random((T, B)) < 0.6
    mask[:, 0] = np.arange(T) < T // 2
    mask[:, 1] = np.arange(T) % 2 == 1
    mask[:, 2] = np.arange(T) >= 2
    return mask


def leaves(state: Any) -> list[np.ndarray]:
    """Return the arrays of a state: an array, None, or tuples or dicts of them, however deep."""
    if state is None:
        return []
    if isinstance(state, dict):
        state = tuple(state.values())
    if isinstance(state, tuple):
        return [array for part in state for array in leaves(part)]
    return [state]


def like(state: Any, draw: Any) -> Any:
    """Return a state of the same structure, every array replaced by `draw(array)`."""
    return tuple(like(part, draw) for part in state) if isinstance(state, tuple) else draw(state)


def check_recurrent_gradients(
    layer: Any, x: np.ndarray, state0: Any, mask: np.ndarray | None, rng: np.random.Generator, **options: Any
) -> None:
    """Check dx, dstate0 and every parameter's gradient against central differences.

    The loss reaches every h_t, those at padding too, and every array of the final state.
    """
    h, cache = layer.forward(x, state0, mask)
    final = layer.final_state(cache)
    weight = rng.standard_normal(h.shape).astype(h.dtype)
    dstate = like(final, lambda array: rng.standard_normal(array.shape).astype(array.dtype))

    def loss() -> float:
        h, cache = layer.forward(x, state0, mask)
        value = np.sum(weight.astype(np.float64) * h)
        for d, s in zip(leaves(dstate), leaves(layer.final_state(cache)), strict=True):
            value += np.sum(d.astype(np.float64) * s)
        return float(value)

    dx, dstate0, grads = layer.backward(weight, cache, dstate)
    assert set(grads) == set(layer.params)
    arrays, gradients = {**layer.params, "x": x}, {**grads, "x": dx}
    for i, (s, ds) in enumerate(zip(leaves(state0), leaves(dstate0), strict=False)):
        arrays[f"state0[{i}]"], gradients[f"state0[{i}]"] = s, ds
    for name, gradient in gradients.items():
        assert gradient.dtype == arrays[name].dtype, name
    check_gradients(loss, arrays, gradients, **options)


def random_state(layer: Any, B: int, rng: np.random.Generator) -> Any:
    """Return a random state0 of the structure that the layer's final state has."""
    _, cache = layer.forward(np.zeros((1, B, layer.input_size), layer.dtype))
    return like(layer.final_state(cache), lambda array: rng.standard_normal(array.shape).astype(layer.dtype))


def check_dtype_is_kept(build: Any, rng: np.random.Generator) -> None:
    """Check that `build(dtype)` keeps float32 everywhere, and agrees with its float64 twin by norm."""
    double, single = randomise(build(np.float64), rng), build(np.float32)
    for name, array in double.params.items():
        single.params[name][...] = array
    x, state0 = rng.standard_normal((5, 3, double.input_size)), random_state(double, 3, rng)
    results = []
    for layer in (double, single):
        h, cache = layer.forward(x, state0, masks(5, 3, np.random.default_rng(1)))
        dx, dstate0, grads = layer.backward(np.ones_like(h), cache, layer.final_state(cache))
        results.append([h, dx, *leaves(dstate0), *leaves(layer.final_state(cache)), *grads.values()])
    for wide, narrow in zip(*results, strict=True):
        assert wide.dtype == np.float64
        assert narrow.dtype == np.float32
        assert np.linalg.norm(wide - narrow) <= 2e-5 * np.linalg.norm(wide)


def check_nothing_is_kept(layer: Any, rng: np.random.Generator) -> None:
    """Check that a call leaves the layer and its arguments as they were, and that calls do not mix."""
    x, state0 = rng.standard_normal((5, 3, layer.input_size)), random_state(layer, 3, rng)
    mask = masks(5, 3, rng)
    before = copy.deepcopy((vars(layer), x, state0, mask))
    h, cache = layer.forward(x, state0, mask)
    dh, dstate = np.cos(h), layer.final_state(cache)
    dh_before, dstate_before = copy.deepcopy((dh, dstate))
    first = layer.backward(dh, cache, dstate)
    layer.forward(rng.standard_normal((2, 1, layer.input_size)))  # another call in between must not matter
    second = layer.backward(dh, cache, dstate)
    for a, b in zip(
        leaves((*first[:2], *first[2].values())), leaves((*second[:2], *second[2].values())), strict=True
    ):
        np.testing.assert_array_equal(a, b)
    assert_same((vars(layer), x, state0, mask, dh, dstate), (*before, dh_before, dstate_before))


def check_gaps(layer: Any, rng: np.random.Generator) -> None:
    """Check that sequences with padding anywhere, NaN in it, give what their real steps give alone."""
    T, B = 6, 3
    mask, state0 = masks(T, B, rng), random_state(layer, B, rng)
    x = np.where(mask[..., None], rng.standard_normal((T, B, layer.input_size)), np.nan)
    dh = rng.standard_normal((T, B, layer.hidden_size)) * mask[..., None]
    h, cache = layer.forward(x, state0, mask)
    final, dstate = layer.final_state(cache), random_state(layer, B, rng)
    dx, dstate0, grads = layer.backward(dh, cache, dstate)
    assert (dx[~mask] == 0).all()
    np.testing.assert_array_equal(h[1:][~mask[1:]], h[:-1][~mask[1:]])  # the state is carried unchanged
    total = {name: np.zeros_like(grad) for name, grad in grads.items()}
    for b in range(B):
        real = mask[:, b]
        one = [like(state, lambda array, b=b: array[b : b + 1]) for state in (state0, final, dstate, dstate0)]
        h_alone, cache = layer.forward(x[real, b : b + 1], one[0])
        dx_alone, dstate0_alone, grads_alone = layer.backward(dh[real, b : b + 1], cache, one[2])
        pairs = [(h[real, b : b + 1], h_alone), (dx[real, b : b + 1], dx_alone)]
        pairs += zip(leaves(one[1]), leaves(layer.final_state(cache)), strict=True)
        pairs += zip(leaves(one[3]), leaves(dstate0_alone), strict=True)
        for padded, alone in pairs:
            np.testing.assert_allclose(padded, alone, rtol=0, atol=1e-12)
        for name, grad in grads_alone.items():
            total[name] += grad
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, total[name], rtol=0, atol=1e-12, err_msg=name)


def check_split(layer: Any, mask: np.ndarray | None, rng: np.random.Generator) -> None:
    """Check that two halves with carried state equal one pass, and so do their gradients."""
    T, B = (6, 3) if mask is None else mask.shape
    x, dh = rng.standard_normal((T, B, layer.input_size)), rng.standard_normal((T, B, layer.hidden_size))
    state0, dstate = random_state(layer, B, rng), random_state(layer, B, rng)
    first, second = (None, None) if mask is None else (mask[:2], mask[2:])
    h, cache = layer.forward(x, state0, mask)
    dx, dstate0, grads = layer.backward(dh, cache, dstate)
    h_a, cache_a = layer.forward(x[:2], state0, first)
    h_b, cache_b = layer.forward(x[2:], layer.final_state(cache_a), second)
    dx_b, dstate_a, grads_b = layer.backward(dh[2:], cache_b, dstate)
    dx_a, dstate0_a, grads_a = layer.backward(dh[:2], cache_a, dstate_a)
    pairs = [(np.concatenate([h_a, h_b]), h), (np.concatenate([dx_a, dx_b]), dx)]
    pairs += zip(leaves(layer.final_state(cache_b)), leaves(layer.final_state(cache)), strict=True)
    pairs += zip(leaves(dstate0_a), leaves(dstate0), strict=True)
    pairs += [(grads_a[name] + grads_b[name], grad) for name, grad in grads.items()]
    for halves, whole in pairs:
        np.testing.assert_allclose(halves, whole, rtol=0, atol=1e-12)


def assert_same(a: Any, b: Any) -> None:
    """Compare two nests of dicts, tuples, lists, layers and arrays."""
    if isinstance(a, dict):
        assert set(a) == set(b)
        a, b = list(a.values()), [b[key] for key in a]
    if isinstance(a, tuple | list):
        assert len(a) == len(b)
        for one, other in zip(a, b, strict=True):
            assert_same(one, other)
    elif type(a).__module__.startswith("rnnlib"):
        assert_same(vars(a), vars(b))
    else:
        np.testing.assert_array_equal(a, b)


def check_bad_input(layer: Any) -> None:
    """Check that a wrong x, state0, mask, dh, dstate or parameter raises an error that names it."""
    T, B, D, H = 4, 3, layer.input_size, layer.hidden_size
    x, mask = np.zeros((T, B, D)), np.ones((T, B), bool)
    nan = np.where(np.arange(T)[:, None, None] == 2, np.nan, x)
    state0 = random_state(layer, B, np.random.default_rng(0))
    wrong_state = like(state0, lambda array: np.zeros((B + 1, *array.shape[1:])))
    infinite_state = like(state0, lambda array: np.full(array.shape, np.inf))
    for arguments, error, message in [
        ((np.zeros((T, B, D + 1)),), ValueError, "x: expected shape"),
        ((np.zeros((T, D)),), ValueError, "x: expected shape"),
        ((np.zeros((T, B, D), int),), TypeError, "x: expected floats"),
        ((np.zeros((0, B, D)),), ValueError, "x: .*no empty axis"),
        ((nan,), ValueError, r"x: expected finite numbers, got nan at index \(2, 0, 0\)"),
        ((nan, None, mask), ValueError, "x: expected finite"),
        ((x, None, np.ones((T, 1), bool)), ValueError, "mask: expected shape"),
        ((x, None, np.ones((T, B))), TypeError, "mask: expected booleans"),
        ((x, wrong_state), ValueError, "(h0|state0).*: expected shape"),
        ((x, infinite_state), ValueError, "(h0|state0).*: expected finite"),
    ]:
        with pytest.raises(error, match=message):
            layer.forward(*arguments)
    _, cache = layer.forward(x)
    for arguments, error, message in [
        ((np.zeros((T, B, H + 1)), cache), ValueError, "dh: expected shape"),
        ((np.zeros((T, B, H), int), cache), TypeError, "dh: expected floats"),
        ((np.zeros((T, B, H)), cache, wrong_state), ValueError, "dstate.*: expected shape"),
    ]:
        with pytest.raises(error, match=message):
            layer.backward(*arguments)
