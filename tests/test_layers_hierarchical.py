"""The hierarchical layer: its two clocks, its gradients, and how far they reach."""

import numpy as np
import pytest
from layer_checks import (
    check_bad_input,
    check_dtype_is_kept,
    check_nothing_is_kept,
    check_recurrent_gradients,
    leaves,
    masks,
    random_state,
    randomise,
)

from rnnlib import RNN, HierarchicalRNN

T, B, D, H, S, C = 8, 3, 2, 4, 3, 3


def build(rng, chunk_size=C, dtype=np.float64):
    return randomise(HierarchicalRNN(D, H, S, chunk_size, dtype=dtype), rng)


def one_sequence(params, x, chunk_size, h, s, phase):
    """Return every h_t and the final state, read off the equations one step at a time."""
    p, states = params, []
    for x_t in x:
        if phase == 0:
            h = np.zeros(H)
        h = np.tanh(p["W_xh"] @ x_t + p["W_hh"] @ h + p["W_sh"] @ s + p["b_h"])
        phase += 1
        if phase == chunk_size:
            s = np.tanh(p["W_hs"] @ h + p["W_ss"] @ s + p["b_s"])
            phase = 0
        states.append(h)
    return np.array(states), (h, s, phase)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("with_state0", [False, True])
def test_every_gradient_against_central_differences(rng, dtype, with_mask, with_state0):
    layer = build(rng, dtype=dtype)
    x = rng.normal(size=(T, B, D)).astype(dtype)
    mask = masks(T, B, rng) if with_mask else None
    check_recurrent_gradients(layer, x, random_state(layer, B, rng) if with_state0 else None, mask, rng)


@pytest.mark.parametrize("chunk_size", [1, 2, 3, T, T + 1])
def test_equals_the_equations_step_by_step_over_the_real_steps(rng, chunk_size):
    """With gaps as well: the clock of each sequence counts its own real steps."""
    layer, x, mask = build(rng, chunk_size), rng.normal(size=(T, B, D)), masks(T, B, rng)
    h0, s0 = rng.normal(size=(B, H)), rng.normal(size=(B, S))
    phase0 = np.array([0.0, chunk_size - 1, chunk_size // 2])
    x[~mask] = np.nan
    h, cache = layer.forward(x, (h0, s0, phase0), mask)
    final = layer.final_state(cache)
    for b in range(B):
        real = mask[:, b]
        expected, state = one_sequence(layer.params, x[real, b], chunk_size, h0[b], s0[b], phase0[b])
        np.testing.assert_allclose(h[real, b], expected, rtol=0, atol=1e-12)
        for ours, theirs in zip(final, state, strict=True):
            np.testing.assert_allclose(ours[b], theirs, rtol=0, atol=1e-12)


def test_state_is_carried_through_padding(rng):
    layer, x, mask = build(rng), rng.normal(size=(T, B, D)), masks(T, B, rng)
    state0 = random_state(layer, B, rng)
    h, cache = layer.forward(x, state0, mask)
    previous = np.concatenate([state0[0][None], h[:-1]])
    np.testing.assert_array_equal(h[~mask], previous[~mask])
    dx, _, _ = layer.backward(np.ones_like(h), cache)
    assert not dx[~mask].any()
    assert dx[mask].all()


@pytest.mark.parametrize("cut", range(1, T))
def test_two_parts_with_carried_state_equal_one_pass_wherever_the_cut_is(rng, cut):
    layer, x, mask = build(rng), rng.normal(size=(T, B, D)), masks(T, B, rng)
    h, cache = layer.forward(x, None, mask)
    dh, dstate = rng.normal(size=h.shape), random_state(layer, B, rng)
    dx, _, grads = layer.backward(dh, cache, dstate)
    h_1, cache_1 = layer.forward(x[:cut], None, mask[:cut])
    h_2, cache_2 = layer.forward(x[cut:], layer.final_state(cache_1), mask[cut:])
    dx_2, dstate_2, grads_2 = layer.backward(dh[cut:], cache_2, dstate)
    dx_1, _, grads_1 = layer.backward(dh[:cut], cache_1, dstate_2)
    np.testing.assert_allclose(np.concatenate([h_1, h_2]), h, rtol=0, atol=1e-12)
    np.testing.assert_allclose(np.concatenate([dx_1, dx_2]), dx, rtol=0, atol=1e-12)
    for whole, part in zip(leaves(layer.final_state(cache)), leaves(layer.final_state(cache_2)), strict=True):
        np.testing.assert_allclose(part, whole, rtol=0, atol=1e-12)
    for name, grad in grads.items():
        np.testing.assert_allclose(grads_1[name] + grads_2[name], grad, rtol=0, atol=1e-12, err_msg=name)


def test_one_long_chunk_is_an_ordinary_rnn(rng):
    layer, rnn = build(rng, T + 1), RNN(D, H)
    for name, array in rnn.params.items():
        array[...] = layer.params[name]
    x = rng.normal(size=(T, B, D))
    np.testing.assert_allclose(layer.forward(x)[0], rnn.forward(x)[0], rtol=0, atol=1e-12)


@pytest.mark.parametrize(("chunks", "chunk_size"), [(2, 3), (5, 4), (8, 8)])
def test_a_gradient_passes_as_many_factors_as_the_two_clocks_tick(chunks, chunk_size):
    """Where every state is 0, tanh has slope 1 and ∂h_T/∂x_1 is a product of weights to be counted.

    From x_1 to the end of its chunk W_hh^(C−1), up by W_hs, then n − 2 ticks of the n chunks, down by W_sh. A
    tick is W_ss, or the way through the fast states of the chunk. An RNN with this W_hh has W_hh^(T−1).
    """
    w_hh, w_ss, w_hs, w_sh, w_xh = 0.5, 0.75, 0.25, 0.125, 2.0
    layer, rnn = HierarchicalRNN(1, 1, 1, chunk_size), RNN(1, 1)
    for name, value in {"W_xh": w_xh, "W_hh": w_hh, "W_sh": w_sh, "W_hs": w_hs, "W_ss": w_ss}.items():
        layer.params[name][...] = value
    rnn.params["W_xh"][...], rnn.params["W_hh"][...] = w_xh, w_hh
    T = chunks * chunk_size
    reach = []
    for each in (layer, rnn):
        h, cache = each.forward(np.zeros((T, 1, 1)))
        dh = np.zeros_like(h)
        dh[-1] = 1
        reach.append(each.backward(dh, cache)[0][0].item())
    from_slow = w_sh * sum(
        w_hh**j for j in range(chunk_size)
    )  # to the last h of the chunk, from any step of it
    tick = w_ss + w_hs * from_slow
    expected = w_xh * w_hh ** (chunk_size - 1) * w_hs * tick ** (chunks - 2) * from_slow
    np.testing.assert_allclose(reach, [expected, w_xh * w_hh ** (T - 1)], rtol=1e-12)


def test_the_first_input_reaches_further_than_in_an_rnn(rng):
    """With random weights of one size: 64 steps are 63 factors in the RNN, and about 8 + 8 here."""
    T, chunk_size, H = 64, 8, 16
    layer = HierarchicalRNN(D, H, H, chunk_size, rng=rng)
    rnn = RNN(D, H)
    for name, array in rnn.params.items():
        array[...] = layer.params[name]
    x, reach = rng.normal(size=(T, 4, D)), []
    for each in (layer, rnn):
        h, cache = each.forward(x)
        dh = np.zeros_like(h)
        dh[-1] = 1
        reach.append(np.linalg.norm(each.backward(dh, cache)[0][0]))
    assert reach[0] > 1e3 * reach[1] > 0


def test_the_phase_is_the_nearest_whole_number_modulo_the_chunk(rng):
    layer, x = build(rng), rng.normal(size=(T, B, D))
    h0, s0, _ = random_state(layer, B, rng)
    outputs = [
        layer.forward(x, (h0, s0, np.array(phase)))[0]
        for phase in ([0.0, 1.0, 2.0], [3.0, 4.0, -1.0], [0.4, 0.6, 2.0])
    ]
    np.testing.assert_array_equal(outputs[0], outputs[1])
    np.testing.assert_array_equal(outputs[0], outputs[2])


def test_dtype_is_kept(rng):
    check_dtype_is_kept(lambda dtype: HierarchicalRNN(D, H, S, 2, dtype=dtype), rng)


def test_nothing_is_kept(rng):
    check_nothing_is_kept(build(rng), rng)


def test_bad_input():
    check_bad_input(HierarchicalRNN(D, H, S, C))


@pytest.mark.parametrize(
    ("state0", "error", "message"),
    [
        (np.zeros((B, H)), TypeError, "state0: expected a tuple of 3 states, got ndarray"),
        ((np.zeros((B, H)), np.zeros((B, S))), ValueError, "state0: expected a tuple of 3 states, got 2"),
        ((np.zeros((B, H)), np.zeros((B, H)), np.zeros(B)), ValueError, r"state0\[1\]: expected shape"),
        ((np.zeros((B, H)), np.zeros((B, S)), np.zeros(B, int)), TypeError, r"state0\[2\]: expected floats"),
    ],
)
def test_bad_state(state0, error, message):
    with pytest.raises(error, match=message):
        HierarchicalRNN(D, H, S, C).forward(np.zeros((T, B, D)), state0)


def test_a_parameter_replaced_by_a_wrong_one():
    layer = HierarchicalRNN(D, H, S, C)
    layer.params["W_hs"] = np.ones((H, S))
    with pytest.raises(ValueError, match=r"params\['W_hs'\]: expected"):
        layer.forward(np.zeros((T, B, D)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input_size": 0}, "input_size"),
        ({"hidden_size": 1.5}, "hidden_size"),
        ({"slow_size": 0}, "slow_size"),
        ({"chunk_size": 0}, "chunk_size"),
        ({"rng": 0}, "rng"),
        ({"dtype": int}, "dtype"),
    ],
)
def test_bad_option(arguments, message):
    with pytest.raises((ValueError, TypeError), match=f"{message}: expected"):
        HierarchicalRNN(**{"input_size": D, "hidden_size": H, "slow_size": S, "chunk_size": C, **arguments})
