"""The linear recurrence: gradients, masks, dtypes, memory horizons; scan and loop are the same."""

import numpy as np
import pytest
import torch
from layer_checks import check_recurrent_gradients, masks, randomise

from rnnlib import LinearRecurrence
from rnnlib.layers import linear_recurrence

T, B, D, H = 5, 4, 2, 3
each_method = pytest.mark.parametrize("method", ["loop", "scan"])


def random_layer(rng, method="loop", dtype=np.float64):
    return randomise(LinearRecurrence(D, H, method=method, dtype=dtype, rng=rng), rng)


@each_method
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("with_h0", [False, True])
def test_every_gradient_against_central_differences(rng, method, dtype, with_mask, with_h0):
    x, h0 = rng.normal(size=(T, B, D)).astype(dtype), rng.normal(size=(B, H)).astype(dtype)
    mask = masks(T, B, rng) if with_mask else None
    layer = random_layer(rng, method, dtype)
    check_recurrent_gradients(layer, x, h0 if with_h0 else None, mask, rng)
    h, _ = layer.forward(x, h0 if with_h0 else None, mask)
    assert h.dtype == dtype


@each_method
def test_the_states_are_the_equation(rng, method):
    layer, x, h = random_layer(rng, method), rng.normal(size=(T, B, D)), rng.normal(size=(B, H))
    outputs, _ = layer.forward(x, h)
    a = 1 / (1 + np.exp(-layer.params["alpha"]))
    for t in range(T):
        h = np.array([a * h[n] + layer.params["W_xh"] @ x[t, n] + layer.params["b_h"] for n in range(B)])
        np.testing.assert_allclose(outputs[t], h, rtol=0, atol=1e-12)


@each_method
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-6)])
def test_outputs_and_gradients_equal_autograd(rng, method, dtype, tolerance):
    """The equation written step by step with PyTorch, differentiated by autograd."""
    layer = random_layer(rng, method, dtype)
    x, h0 = rng.normal(size=(T, B, D)).astype(dtype), rng.normal(size=(B, H)).astype(dtype)
    dh, dstate = rng.normal(size=(T, B, H)).astype(dtype), rng.normal(size=(B, H)).astype(dtype)
    h, cache = layer.forward(x, h0)
    dx, dh0, grads = layer.backward(dh, cache, dstate)

    t = {n: torch.tensor(a, requires_grad=True) for n, a in {**layer.params, "x": x, "h0": h0}.items()}
    steps = [t["h0"]]
    for x_t in t["x"]:
        steps.append(torch.sigmoid(t["alpha"]) * steps[-1] + x_t @ t["W_xh"].T + t["b_h"])
    expected = torch.stack(steps[1:])
    loss = (torch.tensor(dh) * expected).sum() + (torch.tensor(dstate) * expected[-1]).sum()
    loss.backward()
    ours = {**grads, "x": dx, "h0": dh0}
    pairs = {"h": (h, expected.detach()), **{name: (ours[name], t[name].grad) for name in ours}}
    for name, (mine, theirs) in pairs.items():
        theirs = theirs.numpy()
        assert np.linalg.norm(mine - theirs) < tolerance * np.linalg.norm(theirs), name


@pytest.mark.parametrize("length", [1, 2, 3, 7, 8, 9, 100])
@pytest.mark.parametrize("with_mask", [False, True])
def test_scan_equals_loop_in_values_and_gradients(rng, length, with_mask):
    layers = [LinearRecurrence(D, H, method=method) for method in ("loop", "scan")]
    for name, array in random_layer(rng).params.items():
        for layer in layers:
            layer.params[name][...] = array
    x, h0 = rng.normal(size=(length, B, D)), rng.normal(size=(B, H))
    dh, dstate = rng.normal(size=(length, B, H)), rng.normal(size=(B, H))
    mask = masks(length, B, rng) if with_mask else None
    results = []
    for layer in layers:
        h, cache = layer.forward(x, h0, mask)
        dx, dh0, grads = layer.backward(dh, cache, dstate)
        results.append({"h": h, "dx": dx, "dh0": dh0, "state": layer.final_state(cache), **grads})
    for name, array in results[0].items():
        np.testing.assert_allclose(results[1][name], array, rtol=1e-12, atol=1e-12, err_msg=name)


@each_method
def test_the_method_asked_for_is_the_one_that_runs(rng, monkeypatch, method):
    """Both ways: forwards and back."""
    calls = []
    for name, function in linear_recurrence.METHODS.copy().items():
        monkeypatch.setitem(
            linear_recurrence.METHODS, name, lambda *a, n=name, f=function: calls.append(n) or f(*a)
        )
    layer = random_layer(rng, method)
    h, cache = layer.forward(rng.normal(size=(T, B, D)))
    assert calls == [method]
    layer.backward(h, cache)
    assert calls == [method, method]


@each_method
def test_state_is_carried_through_padding(rng, method):
    layer, mask = random_layer(rng, method), masks(T, B, rng)
    x, h0 = rng.normal(size=(T, B, D)), rng.normal(size=(B, H))
    x[~mask] = np.nan  # nothing may look at padding
    h, cache = layer.forward(x, h0, mask)
    previous = np.concatenate([h0[None], h[:-1]])
    np.testing.assert_allclose(h[~mask], previous[~mask], rtol=0, atol=0 if method == "loop" else 1e-14)
    assert not np.isclose(h[mask], previous[mask]).all(axis=-1).any()
    dx, _, _ = layer.backward(np.ones_like(h), cache)
    assert (dx[~mask] == 0).all()
    assert (dx[mask] != 0).any(axis=-1).all()


@each_method
def test_two_halves_with_carried_state_equal_one_pass(rng, method):
    layer, x, dh = random_layer(rng, method), rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    h, cache = layer.forward(x)
    dx, _, grads = layer.backward(dh, cache)
    h_a, cache_a = layer.forward(x[:2])
    h_b, cache_b = layer.forward(x[2:], layer.final_state(cache_a))
    np.testing.assert_allclose(np.concatenate([h_a, h_b]), h, rtol=0, atol=1e-12)
    dx_b, dh0_b, grads_b = layer.backward(dh[2:], cache_b)
    dx_a, _, grads_a = layer.backward(dh[:2], cache_a, dh0_b)
    np.testing.assert_allclose(np.concatenate([dx_a, dx_b]), dx, rtol=0, atol=1e-12)
    for name, grad in grads.items():
        np.testing.assert_allclose(grads_a[name] + grads_b[name], grad, rtol=0, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_memory_horizons_are_spread_at_first(rng, dtype):
    """An input is worth aⁿ of itself n steps later; 1 / (1 − a) runs from 2 to 1000, in equal ratios."""
    layer = LinearRecurrence(D, 9, dtype=dtype, rng=rng)
    h, _ = layer.forward(np.concatenate([np.ones((1, 1, D)), np.zeros((1, 1, D))]))
    a = (h[1] / h[0]).ravel().astype(float)
    horizons = 1 / (1 - a)
    assert horizons[[0, -1]] == pytest.approx([2, 1000], rel=1e-3)
    ratios = (horizons[1:] - 1) / (horizons[:-1] - 1)
    assert ratios == pytest.approx([999 ** (1 / 8)] * 8, rel=1e-3)


def test_states_of_every_horizon_have_the_same_size_at_first(rng):
    """Independent inputs of variance 1 give h the variance Σ_n (what an impulse leaves after n steps)²."""
    size = 40
    layer = LinearRecurrence(size, 6, rng=rng)
    impulses = np.zeros((5000, size, size))
    impulses[0] = np.eye(size)
    h, _ = layer.forward(impulses)
    variance = (h**2).sum(axis=(0, 1))
    assert variance == pytest.approx([size * 2 / (size + 6)] * 6, rel=0.4)  # that of Xavier's W_xh x_t


@each_method
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_extreme_alpha_is_finite(rng, method, dtype):
    layer = random_layer(rng, method, dtype)
    layer.params["alpha"][...] = [-1e4, 0, 1e4]
    h, cache = layer.forward(rng.normal(size=(T, B, D)))
    dx, dh0, grads = layer.backward(h, cache)
    for array in (h, dx, dh0, *grads.values()):
        assert np.isfinite(array).all()


@each_method
def test_a_call_leaves_nothing_on_the_layer_and_changes_no_argument(rng, method):
    layer, mask = random_layer(rng, method), masks(T, B, rng)
    x, h0 = rng.normal(size=(T, B, D)), rng.normal(size=(B, H))
    dh, dstate = rng.normal(size=(T, B, H)), rng.normal(size=(B, H))
    arguments = (x, h0, mask, dh, dstate)
    before, copies = set(vars(layer)), [array.copy() for array in arguments]
    h, cache = layer.forward(x, h0, mask)
    first = layer.backward(dh, cache, dstate)
    layer.final_state(cache)[...] = 0  # a copy: h is not touched
    assert (h[-1] != 0).all()
    layer.forward(rng.normal(size=(2, 1, D)))  # another call in between must not matter
    second = layer.backward(dh, cache, dstate)
    assert set(vars(layer)) == before
    for a, b in zip((*first[:2], *first[2].values()), (*second[:2], *second[2].values()), strict=True):
        np.testing.assert_array_equal(a, b)
    for array, copy in zip(arguments, copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_same_seed_same_weights():
    first, second = (LinearRecurrence(D, H, rng=np.random.default_rng(3)).params for _ in range(2))
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"input_size": 0}, ValueError, "input_size: expected at least 1, got 0"),
        ({"hidden_size": 2.0}, TypeError, "hidden_size: expected a whole number, got 2.0"),
        ({"method": "tree"}, ValueError, r"method: expected one of \['loop', 'scan'\], got 'tree'"),
        ({"dtype": np.int64}, TypeError, "dtype: expected float32 or float64, got int64"),
        ({"rng": 0}, TypeError, "rng: expected np.random.default_rng"),
    ],
)
def test_bad_option(arguments, error, message):
    with pytest.raises(error, match=message):
        LinearRecurrence(**{"input_size": D, "hidden_size": H, **arguments})


X = np.zeros((T, B, D))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"x": np.zeros((T, B, D + 1))}, ValueError, r"x: expected shape \(T, B, 2\), got \(5, 4, 3\)"),
        ({"x": np.zeros((T, B, D), int)}, TypeError, "x: expected floats .*int64"),
        ({"x": np.zeros((0, B, D))}, ValueError, "x: .*no empty axis"),
        ({"x": np.full((T, B, D), np.nan)}, ValueError, "x: expected finite numbers, got nan"),
        ({"h0": np.zeros(H)}, ValueError, r"h0: expected shape \(4, 3\), got \(3,\)"),
        ({"h0": np.full((B, H), np.inf)}, ValueError, "h0: expected finite"),
        ({"mask": np.ones((B, T), bool)}, ValueError, r"mask: expected shape \(5, 4\), got \(4, 5\)"),
        ({"mask": np.ones((T, B))}, TypeError, "mask: expected booleans"),
    ],
)
def test_bad_input_to_forward(arguments, error, message):
    with pytest.raises(error, match=message):
        LinearRecurrence(D, H).forward(**{"x": X, **arguments})


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"dh": np.zeros((T, B, H + 1))}, ValueError, "dh: expected"),
        ({"dh": np.zeros((T, B, H), int)}, TypeError, "dh: expected"),
        ({"dstate": np.zeros((1, H))}, ValueError, r"dstate: expected shape \(4, 3\), got \(1, 3\)"),
    ],
)
def test_bad_input_to_backward(arguments, error, message):
    layer = LinearRecurrence(D, H)
    h, cache = layer.forward(X)
    with pytest.raises(error, match=message):
        layer.backward(**{"dh": h, "cache": cache, **arguments})


def test_a_parameter_replaced_by_a_wrong_one():
    layer = LinearRecurrence(D, H)
    layer.params["alpha"] = np.zeros((H, 1))
    with pytest.raises(ValueError, match=r"params\['alpha'\]: expected shape"):
        layer.forward(X)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_memory_and_its_gradient_are_exact_at_both_ends(dtype):
    """Units that keep nearly all, or nearly nothing: a, and a (1 − a), to some last digits."""
    end = 80 if dtype == np.float32 else 700
    alpha = np.concatenate([np.linspace(-40, 40, 2001), np.linspace(-end, end, 203)]).astype(dtype)
    layer = LinearRecurrence(1, len(alpha), dtype=dtype)
    layer.params["alpha"][...] = alpha
    layer.params["W_xh"][...] = 0
    h, cache = layer.forward(np.ones((1, 1, 1), dtype), np.ones((1, len(alpha)), dtype))  # h_1 = a
    _, _, grads = layer.backward(np.ones_like(h), cache)
    wide = alpha.astype(np.longdouble)
    a, rest = 1 / (1 + np.exp(-wide)), 1 / (1 + np.exp(wide))
    few = 5 * np.finfo(dtype).eps
    np.testing.assert_allclose(h[0, 0], a, rtol=few)
    np.testing.assert_allclose(grads["alpha"], a * rest, rtol=few)


def test_the_initial_weights_are_those_of_float64_rounded():
    """√(1 − a²) loses digits where a is nearly 1, unless it is formed as √((1 − a)(1 + a))."""
    wide, narrow = (
        LinearRecurrence(3, 50, dtype=dtype, rng=np.random.default_rng(0))
        for dtype in (np.float64, np.float32)
    )
    np.testing.assert_allclose(narrow.params["W_xh"], wide.params["W_xh"], rtol=2e-6)
