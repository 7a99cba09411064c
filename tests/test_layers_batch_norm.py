"""Recurrent batch normalisation: statistics of each step, running averages, both modes."""

import functools

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

from rnnlib import BatchNormRNN

T, B, D, H = 6, 4, 2, 3
dtypes = pytest.mark.parametrize("dtype", [np.float64, np.float32])


def build(rng, dtype=np.float64, max_steps=T, **options):
    """Return a layer with random parameters and random running averages."""
    layer = randomise(BatchNormRNN(D, H, max_steps, dtype=dtype, **options), rng)
    for name, average in layer.running.items():
        draw = rng.normal(size=average.shape)
        average[...] = 0.5 + draw**2 if name.startswith("variance") else draw
    return layer


@dtypes
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("with_h0", [False, True])
def test_every_gradient_against_central_differences(rng, dtype, training, with_mask, with_h0):
    """With a large eps: where two sequences are left, BN is nearly a step, too steep for differences."""
    layer = build(rng, dtype, max_steps=4, eps=0.1)
    x = rng.normal(size=(T, B, D)).astype(dtype)
    mask = masks(T, B, rng) if with_mask else None
    h0 = random_state(layer, B, rng) if with_h0 else None
    layer.forward = functools.partial(layer.forward, training=training)
    check_recurrent_gradients(layer, x, h0, mask, rng)


def test_every_gradient_with_the_ordinary_eps(rng):
    layer = build(rng)
    layer.forward = functools.partial(layer.forward, training=True)
    check_recurrent_gradients(layer, rng.normal(size=(T, 6, D)), rng.normal(size=(6, H)), None, rng)


@dtypes
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("with_mask", [False, True])
def test_equals_pytorch_step_by_step(rng, dtype, training, with_mask):
    """Outputs, all gradients, and the running averages, with PyTorch's batch_norm on the real rows."""
    B = 32
    eps = 0.1 if dtype == np.float32 else 1e-5  # with a small σ, float32 loses digits in either library
    layer = randomise(build(rng, dtype, eps=eps), rng, scale=0.3)
    x, dh = rng.normal(size=(T, B, D)).astype(dtype), rng.normal(size=(T, B, H)).astype(dtype)
    h0, dstate = random_state(layer, B, rng), random_state(layer, B, rng)
    mask = rng.random((T, B)) < 0.7 if with_mask else np.ones((T, B), bool)
    t = {n: torch.tensor(a, requires_grad=True) for n, a in {**layer.params, "x": x, "h0": h0}.items()}
    running = {n: torch.tensor(a.astype(dtype)) for n, a in layer.running.items()}
    batch_norm = functools.partial(torch.nn.functional.batch_norm, training=training, momentum=0.1, eps=eps)
    states = [t["h0"]]
    for step in range(T):
        real = torch.tensor(mask[step])
        u, v = (t["x"][step] @ t["W_xh"].T)[real], (states[-1] @ t["W_hh"].T)[real]
        a = t["b_h"]
        a = a + batch_norm(u, running["mean_x"][step], running["variance_x"][step], t["gamma_x"])
        a = a + batch_norm(v, running["mean_h"][step], running["variance_h"][step], t["gamma_h"])
        states.append(states[-1].masked_scatter(real[:, None], torch.tanh(a)))
    expected = torch.stack(states[1:])
    expected.backward(torch.tensor(dh), retain_graph=True)
    states[-1].backward(torch.tensor(dstate))

    h, cache = layer.forward(x, h0, mask if with_mask else None, training=training)
    dx, dh0, grads = layer.backward(dh, cache, dstate)
    assert_equal(h, expected, dtype)
    for name, ours in {**grads, "x": dx, "h0": dh0}.items():
        assert_equal(ours, t[name].grad, dtype, name)
    if training:
        layer.update_running(cache)
    for name, average in layer.running.items():
        assert_equal(average.astype(dtype), running[name].to(torch.tensor(x).dtype), dtype, name)


def test_mean_0_and_variance_1_over_the_real_sequences_of_each_step(rng):
    layer, mask = build(rng, eps=1e-12), rng.random((T, 8)) < 0.6
    _, cache = layer.forward(rng.normal(size=(T, 8, D)), rng.normal(size=(8, H)), mask, training=True)
    for t in range(T):
        assert mask[t].sum() > 1
        for name in ("u_hat", "v_hat"):
            np.testing.assert_allclose(cache[name][t, mask[t]].mean(axis=0), 0, atol=1e-12)
            np.testing.assert_allclose(cache[name][t, mask[t]].var(axis=0), 1, atol=1e-6)


def test_a_sequence_alone_at_a_step(rng):
    """Its variance is 0 and so is what comes in: h = tanh(b_h), and no gradient goes back."""
    layer = build(rng)
    x, dh = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    mask = np.arange(T)[:, None] < np.array([6, 4, 4, 4])
    h, cache = layer.forward(x, None, mask, training=True)
    np.testing.assert_array_equal(h[4:, 0], np.broadcast_to(np.tanh(layer.params["b_h"]), (2, H)))
    dh[:4] = 0
    dh[:, 1:] = 0
    dx, dh0, grads = layer.backward(dh, cache)
    assert not dx.any()
    assert not dh0.any()
    assert grads["b_h"].all()
    assert not any(grad.any() for name, grad in grads.items() if name != "b_h")
    before = {name: average.copy() for name, average in layer.running.items()}
    layer.update_running(cache)
    for name, average in layer.running.items():
        assert (average[:4] != before[name][:4]).all() or name == "mean_h"  # v is 0 at the first step
        np.testing.assert_array_equal(average[4:], before[name][4:])


def test_a_step_without_any_sequence_is_skipped(rng):
    layer, x = build(rng), rng.normal(size=(T, B, D))
    mask = np.ones((T, B), bool)
    mask[[0, 3]] = False
    x[~mask] = np.nan
    h, cache = layer.forward(x, None, mask, training=True)
    assert not h[0].any()
    np.testing.assert_array_equal(h[3], h[2])
    np.testing.assert_allclose(
        h[mask.all(axis=1)], layer.forward(x[[1, 2, 4, 5]], training=True)[0], atol=1e-12
    )
    assert not layer.backward(np.ones_like(h), cache)[0][[0, 3]].any()


def test_more_padding_changes_nothing_in_training(rng):
    layer, x = build(rng), rng.normal(size=(T, B, D))
    mask = np.arange(T)[:, None] < np.array([4, 2, 3, 4])
    x[~mask] = np.nan
    h, cache = layer.forward(x, None, mask, training=True)
    short, short_cache = layer.forward(x[:4], None, mask[:4], training=True)
    np.testing.assert_array_equal(h[:4], short)
    dh = rng.normal(size=h.shape) * mask[..., None]
    dx, _, grads = layer.backward(dh, cache)
    short_dx, _, short_grads = layer.backward(dh[:4], short_cache)
    np.testing.assert_allclose(dx[:4], short_dx, rtol=0, atol=1e-12)
    assert not dx[4:].any()
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, short_grads[name], rtol=0, atol=1e-12, err_msg=name)


def test_sequences_depend_on_one_another_in_training_only(rng):
    layer, x = build(rng), rng.normal(size=(T, B, D))
    moved = x.copy()
    moved[:, 0] += rng.normal(size=(T, D))
    for training in (True, False):
        h, moved_h = (layer.forward(a, training=training)[0] for a in (x, moved))
        assert np.array_equal(h[:, 1:], moved_h[:, 1:]) is not training


def test_evaluation_of_a_padded_batch_equals_its_sequences_alone(rng):
    layer, lengths = build(rng), [6, 2, 1, 3]
    x, mask = rng.normal(size=(T, B, D)), np.arange(T)[:, None] < np.array(lengths)
    x[~mask] = np.nan
    h, cache = layer.forward(x, None, mask, training=False)
    dx, _, grads = layer.backward(np.cos(h) * mask[..., None], cache)
    total = {name: np.zeros_like(grad) for name, grad in grads.items()}
    for b, n in enumerate(lengths):
        alone, cache_alone = layer.forward(x[:n, b : b + 1], training=False)
        dx_alone, _, grads_alone = layer.backward(np.cos(alone), cache_alone)
        np.testing.assert_allclose(h[:n, b], alone[:, 0], rtol=0, atol=1e-12)
        np.testing.assert_allclose(dx[:n, b], dx_alone[:, 0], rtol=0, atol=1e-12)
        for name in total:
            total[name] += grads_alone[name]
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, total[name], rtol=0, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("training", [True, False])
def test_two_parts_with_carried_state_equal_one_pass(rng, training):
    layer, cut = build(rng, max_steps=5), 4
    x, dh, dstate = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H)), rng.normal(size=(B, H))
    h, cache = layer.forward(x, training=training)
    dx, _, grads = layer.backward(dh, cache, dstate)
    h_1, cache_1 = layer.forward(x[:cut], training=training)
    h_2, cache_2 = layer.forward(x[cut:], layer.final_state(cache_1), training=training, start=cut)
    dx_2, dstate_2, grads_2 = layer.backward(dh[cut:], cache_2, dstate)
    dx_1, _, grads_1 = layer.backward(dh[:cut], cache_1, dstate_2)
    np.testing.assert_allclose(np.concatenate([h_1, h_2]), h, rtol=0, atol=1e-12)
    np.testing.assert_allclose(np.concatenate([dx_1, dx_2]), dx, rtol=0, atol=1e-12)
    for name, grad in grads.items():
        np.testing.assert_allclose(grads_1[name] + grads_2[name], grad, rtol=0, atol=1e-12, err_msg=name)
    if training:  # the statistics of the second part belong to the steps from `start` on
        before = {name: average.copy() for name, average in layer.running.items()}
        layer.update_running(cache_1)
        layer.update_running(cache_2)
        in_parts = {name: average.copy() for name, average in layer.running.items()}
        for name, average in layer.running.items():
            average[...] = before[name]
        layer.update_running(cache)
        for name, average in layer.running.items():
            np.testing.assert_allclose(average, in_parts[name], rtol=0, atol=1e-12, err_msg=name)


def test_a_step_past_max_steps_uses_the_last_running_averages(rng):
    layer, longer = build(rng, max_steps=2), build(rng, max_steps=T)
    for name, array in layer.params.items():
        longer.params[name][...] = array
    for name, average in layer.running.items():
        longer.running[name][...] = average[[0, 1, 1, 1, 1, 1]]
    x = rng.normal(size=(T, B, D))
    h, h_longer = (each.forward(x, training=False)[0] for each in (layer, longer))
    np.testing.assert_array_equal(h, h_longer)
    _, cache = layer.forward(x, training=True)
    layer.update_running(cache)
    _, cache_longer = longer.forward(x, training=True)
    longer.update_running(cache_longer)
    for name, average in layer.running.items():  # steps 3 to 6 are not folded into step 2
        np.testing.assert_array_equal(average, longer.running[name][:2])


def test_repeated_updates_bring_evaluation_to_the_statistics_of_the_batch(rng):
    B = 64
    layer, x = randomise(BatchNormRNN(D, H, T), rng), rng.normal(size=(T, B, D))
    h, cache = layer.forward(x, rng.normal(size=(B, H)), training=True)
    with pytest.warns(RuntimeWarning, match="the running averages of step 1 were never updated"):
        before, _ = layer.forward(x, cache["h0"], training=False)
    for _ in range(200):
        layer.update_running(cache)
    for name in ("variance_x", "variance_h"):
        layer.running[name] *= (B - 1) / B  # back from the unbiased estimate to that of the batch
    after, _ = layer.forward(x, cache["h0"], training=False)
    assert np.abs(before - h).max() > 0.1
    np.testing.assert_allclose(after, h, rtol=0, atol=1e-7)


def test_update_refuses_what_evaluation_kept(rng):
    layer = build(rng)
    _, cache = layer.forward(np.zeros((T, B, D)), training=False)
    with pytest.raises(ValueError, match=r"cache: expected one of forward\(.*training=True"):
        layer.update_running(cache)


def test_initial_values():
    layer = BatchNormRNN(D, H, T)
    assert (layer.params["gamma_x"] == 0.1).all()
    assert (layer.params["gamma_h"] == 0.1).all()
    assert {name: (average.shape, average.max()) for name, average in layer.running.items()} == {
        "mean_x": ((T, H), 0), "variance_x": ((T, H), 1), "mean_h": ((T, H), 0), "variance_h": ((T, H), 1),
    }  # fmt: skip


def test_dtype_is_kept(rng):
    check_dtype_is_kept(lambda dtype: build(np.random.default_rng(0), dtype, eps=0.1), rng)
    layer = build(rng, np.float32)
    _, cache = layer.forward(rng.normal(size=(T, B, D)), training=True)
    layer.update_running(cache)
    assert {average.dtype for average in layer.running.values()} == {np.dtype(np.float64)}


def test_nothing_is_kept(rng):
    check_nothing_is_kept(build(rng), rng)


def test_bad_input(rng):
    check_bad_input(build(rng))


def test_a_parameter_replaced_by_a_wrong_one():
    layer = BatchNormRNN(D, H, T)
    layer.params["gamma_x"] = np.ones((H, 1))
    with pytest.raises(ValueError, match=r"params\['gamma_x'\]: expected"):
        layer.forward(np.zeros((T, B, D)))


@pytest.mark.parametrize(("start", "error"), [(-1, ValueError), (0.5, TypeError)])
def test_bad_start(start, error):
    with pytest.raises(error, match="start: expected"):
        BatchNormRNN(D, H, T).forward(np.zeros((T, B, D)), start=start)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input_size": 0}, "input_size"),
        ({"hidden_size": 1.5}, "hidden_size"),
        ({"max_steps": 0}, "max_steps"),
        ({"momentum": 0}, "momentum"),
        ({"momentum": 1.1}, "momentum"),
        ({"eps": 0}, "eps"),
        ({"rng": 0}, "rng"),
        ({"dtype": int}, "dtype"),
    ],
)
def test_bad_option(arguments, message):
    with pytest.raises((ValueError, TypeError), match=f"{message}: expected"):
        BatchNormRNN(**{"input_size": D, "hidden_size": H, "max_steps": T, **arguments})
