"""Optimisers: steps by hand and against PyTorch, and the state."""

import copy
import pickle

import numpy as np
import pytest
import torch
from optimizer_kinds import KINDS, draw

from rnnlib import SGD, Adam
from rnnlib.optimizer import BLOCK

TORCH = {
    "plain": (torch.optim.SGD, {}),
    "momentum": (torch.optim.SGD, {"momentum": 0.9}),
    "nesterov": (torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
    "RMSprop": (torch.optim.RMSprop, {}),
    "Adam": (torch.optim.Adam, {}),
    "AdamW": (torch.optim.AdamW, {"weight_decay": 0.1}),
}


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-6)])
@pytest.mark.parametrize("kind", KINDS)
def test_fifty_steps_equal_pytorch(kind, dtype, tolerance, rng):
    shapes = {"W": (5, 4), "b": (5,)}
    params = draw(rng, dtype, shapes)
    twins = {name: torch.tensor(array, requires_grad=True) for name, array in params.items()}
    (make, options), (make_twin, twin_options) = KINDS[kind], TORCH[kind]
    ours, theirs = make(params, lr=0.01, **options), make_twin(twins.values(), lr=0.01, **twin_options)
    for _ in range(50):
        grads = draw(rng, dtype, shapes)
        for name, twin in twins.items():
            twin.grad = torch.tensor(grads[name])
        ours.step(grads)
        theirs.step()
    for name, array in params.items():
        twin = twins[name].detach().numpy()
        assert array.dtype == dtype
        np.testing.assert_allclose(array, twin, rtol=tolerance, atol=tolerance * np.abs(twin).max())


@pytest.mark.parametrize("kind", KINDS)
def test_many_entries_are_treated_as_few(kind, rng):
    """Arrays of several blocks, cut in the midst of one, and some entries alone: the blocks must not show."""
    size = 2 * BLOCK + 100
    some = [0, BLOCK - 1, BLOCK, size - 1]
    whole, part = {"W": rng.normal(size=size)}, {}
    part["W"] = whole["W"][some]
    make, options = KINDS[kind]
    of_whole, of_part = make(whole, lr=0.01, **options), make(part, lr=0.01, **options)
    for _ in range(3):
        g = rng.normal(size=size)
        of_whole.step({"W": g})
        of_part.step({"W": g[some]})
    np.testing.assert_allclose(whole["W"][some], part["W"], rtol=1e-15)


def test_adam_by_hand():
    """The first step is η whatever the gradient's size; the second as in the paper's algorithm 1."""
    params = {"w": np.array([1.0, 1.0])}
    adam = Adam(params, lr=0.1, betas=(0.5, 0.75), eps=1e-300)
    adam.step({"w": np.array([4.0, -1e-3])})
    np.testing.assert_allclose(params["w"], [0.9, 1.1])
    adam.step({"w": np.array([0.0, 0.0])})
    # m̂ = (0.5 · 0.5 g) / (1 − 0.25) = g / 3,  v̂ = (0.75 · 0.25 g²) / (1 − 0.5625) = 3 g² / 7
    np.testing.assert_allclose(params["w"][0], 0.9 - 0.1 * (1 / 3) / np.sqrt(3 / 7))


def test_weight_decay_is_apart_from_the_gradient():
    params = {"w": np.array([10.0])}
    adam = Adam(params, lr=0.1, weight_decay=0.5)
    adam.step({"w": np.zeros(1)})
    assert params["w"][0] == 10 * (1 - 0.1 * 0.5)
    assert adam.state["m.w"][0] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_arrays_stay_the_same_objects(kind, rng):
    params = draw(rng, np.float32)
    objects = dict(params)
    make, options = KINDS[kind]
    optimizer = make(params, lr=0.1, **options)
    grads = draw(rng, np.float32)
    before = {name: g.copy() for name, g in grads.items()}
    optimizer.step(grads)
    assert optimizer.params is params
    for name, array in objects.items():
        assert params[name] is array
        assert array.dtype == np.float32
        np.testing.assert_array_equal(grads[name], before[name])  # the gradients are left alone


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", KINDS)
def test_a_restored_optimiser_goes_on_bit_for_bit(kind, dtype, rng):
    make, options = KINDS[kind]
    params = draw(rng, dtype)
    steps = [draw(rng, dtype) for _ in range(6)]
    optimizer = make(params, lr=0.1, **options)
    for grads in steps[:3]:
        optimizer.step(grads)
    saved = {name: array.copy() for name, array in optimizer.state.items()}
    twins = {name: array.copy() for name, array in params.items()}
    restored = make(twins, lr=0.1, **options)
    arrays = dict(restored.state)
    restored.load_state(saved)
    for grads in steps[3:]:
        optimizer.step(grads)
        restored.step(grads)
    for name, array in params.items():
        np.testing.assert_array_equal(twins[name], array)
    for name, array in optimizer.state.items():
        assert restored.state[name] is arrays[name]
        np.testing.assert_array_equal(restored.state[name], array)
    assert restored.state["step"] == 6


@pytest.mark.parametrize("twin_of", [copy.deepcopy, lambda optimizer: pickle.loads(pickle.dumps(optimizer))])
@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_goes_on_by_itself(kind, twin_of, rng):
    make, options = KINDS[kind]
    optimizer = make(draw(rng), lr=0.1, **options)
    optimizer.step(draw(rng))
    twin, grads = twin_of(optimizer), draw(rng)
    before = {name: array.copy() for name, array in optimizer.params.items()}
    twin.step(grads)
    for name, array in before.items():
        np.testing.assert_array_equal(optimizer.params[name], array)
    optimizer.step(grads)
    for name, array in optimizer.params.items():
        np.testing.assert_array_equal(twin.params[name], array)
        assert not np.array_equal(array, before[name])


def test_the_state_names_each_average_by_its_parameter(rng):
    adam = Adam(draw(rng), lr=0.1)
    grads = draw(rng)
    adam.step(grads)
    assert set(adam.state) == {"step", "m.W", "m.b", "m.s", "s.W", "s.b", "s.s"}
    for name, g in grads.items():
        np.testing.assert_allclose(adam.state[f"m.{name}"], 0.1 * g)
        np.testing.assert_allclose(adam.state[f"s.{name}"], 0.001 * g**2)
    assert set(SGD(draw(rng), lr=0.1).state) == {"step"}


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"m.W": None}, ValueError, "state: expected the keys"),
        ({"m.V": np.zeros((5, 4))}, ValueError, "state: expected the keys"),
        ({"m.W": np.zeros((4, 5))}, ValueError, r"state\['m.W'\]: expected shape \(5, 4\), got \(4, 5\)"),
        ({"m.W": np.zeros((5, 4), np.float32)}, TypeError, r"state\['m.W'\]: expected dtype float64"),
        ({"step": np.array(1.5)}, TypeError, r"state\['step'\]: expected dtype int64, got float64"),
    ],
)
def test_a_foreign_state_is_refused_and_nothing_changes(change, error, message, rng):
    adam = Adam(draw(rng), lr=0.1)
    adam.step(draw(rng))
    before = {name: array.copy() for name, array in adam.state.items()}
    state = {name: np.ones_like(array) for name, array in before.items()} | change
    state = {name: array for name, array in state.items() if array is not None}
    with pytest.raises(error, match=message):
        adam.load_state(state)
    for name, array in before.items():
        np.testing.assert_array_equal(adam.state[name], array)


def test_plain_step_is_in_place():
    W = np.array([1.0, 2.0])
    params = {"W": W}
    SGD(params, lr=0.1).step({"W": np.array([10.0, -10.0])})
    np.testing.assert_allclose(W, [0.0, 3.0])
    assert params["W"] is W


def test_momentum_by_hand():
    params = {"W": np.array([0.0])}
    sgd = SGD(params, lr=1.0, momentum=0.5)
    seen = []
    for _ in range(3):  # v: 1, 1.5, 1.75
        sgd.step({"W": np.array([1.0])})
        seen.append(params["W"][0])
    assert seen == [-1.0, -2.5, -4.25]


def test_momentum_keeps_its_own_copy_of_the_gradient():
    params, g = {"W": np.array([0.0])}, np.array([1.0])
    sgd = SGD(params, lr=1.0, momentum=0.5)
    sgd.step({"W": g})
    g[0] = 99
    sgd.step({"W": np.array([0.0])})
    assert params["W"][0] == -1.5


@pytest.mark.parametrize("momentum", [0, 0.9])
def test_dtype_is_kept(momentum):
    params = {"W": np.ones(2, np.float32)}
    sgd = SGD(params, lr=0.1, momentum=momentum)
    sgd.step({"W": np.ones(2, np.float32)})
    assert params["W"].dtype == np.float32


# --- which Nesterov this is


def sutskever(gradient, theta, momentum, rates):
    """Return the points of Sutskever et al. (2013) at which the gradient is taken."""
    u, points = np.zeros_like(theta), []
    for lr in rates:
        ahead = theta + momentum * u
        points.append(ahead)
        u = momentum * u - lr * gradient(ahead)
        theta = theta + u
    return points


def ours(gradient, theta, momentum, rates):
    params, points = {"W": theta.copy()}, []
    sgd = SGD(params, lambda step: rates[step], momentum=momentum, nesterov=True)
    for _ in rates:
        points.append(params["W"].copy())
        sgd.step({"W": gradient(params["W"])})
    return points


def test_nesterov_is_sutskevers_seen_from_the_point_ahead_while_the_rate_stays(rng):
    A = rng.normal(size=(4, 4))
    gradient, start = lambda w: A.T @ np.tanh(A @ w), rng.normal(size=4)
    for momentum in (0.5, 0.9):
        args = gradient, start, momentum, [0.05] * 40
        np.testing.assert_allclose(ours(*args), sutskever(*args), rtol=1e-12)
    args = gradient, start, 0.9, [0.05] * 20 + [0.01] * 20  # and no longer, once the rate changes
    found, expected = ours(*args), sutskever(*args)
    np.testing.assert_allclose(found[:21], expected[:21], rtol=1e-12)
    assert np.abs(np.subtract(found, expected))[25:].max() > 1e-3
