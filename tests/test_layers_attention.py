"""Additive and dot-product attention: gradients, masks, dtypes, and agreement with PyTorch."""

import numpy as np
import pytest
import torch
from layer_checks import randomise

from rnnlib import AdditiveAttention, DotProductAttention, check_gradients

T_Q, T_K, B, Q, K, V, A = 3, 5, 4, 2, 3, 6, 7


def additive(rng, dtype=np.float64):
    return randomise(AdditiveAttention(Q, K, A, dtype=dtype, rng=rng), rng)


KINDS = {
    "additive": (additive, Q),
    "dot product": (lambda rng, dtype=np.float64: DotProductAttention(), K),
    "causal": (lambda rng, dtype=np.float64: DotProductAttention(causal=True), K),
}
each_kind = pytest.mark.parametrize("kind", KINDS)


def random_arrays(rng, query_size, dtype=np.float64):
    shapes = {"query": (T_Q, B, query_size), "keys": (T_K, B, K), "values": (T_K, B, V)}
    return {name: rng.normal(size=shape).astype(dtype) for name, shape in shapes.items()}


def random_mask(rng):
    """Padding, gaps, a late start and a single key; every sequence has one at least."""
    mask = np.ones((T_K, B), bool)
    mask[2:, 0] = False
    mask[::2, 1] = False
    mask[:2, 2] = False
    mask[:, 3] = np.arange(T_K) == 1
    return mask


@each_kind
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("with_values", [False, True])
def test_every_gradient_against_central_differences(rng, kind, dtype, with_mask, with_values):
    build, query_size = KINDS[kind]
    attention = build(rng, dtype)
    arrays = random_arrays(rng, query_size, dtype)
    if not with_values:
        del arrays["values"]
    mask = random_mask(rng) if with_mask else None
    weight = rng.normal(size=(T_Q, B, V if with_values else K)).astype(dtype)

    context, cache = attention.forward(**arrays, mask=mask)
    (dquery, dkeys, dvalues), grads = attention.backward(weight, cache)
    assert set(grads) == set(attention.params)
    gradients = {**grads, "query": dquery, "keys": dkeys}
    if with_values:
        gradients["values"] = dvalues
    else:
        assert dvalues is None
    assert {array.dtype for array in (context, *gradients.values())} == {np.dtype(dtype)}
    check_gradients(
        lambda: np.sum(weight.astype(float) * attention.forward(**arrays, mask=mask)[0]),
        {**attention.params, **arrays},
        gradients,
    )


def test_the_additive_score_is_the_equation(rng):
    attention, arrays, mask = additive(rng), random_arrays(rng, Q), random_mask(rng)
    W_q, W_k, b, v = (attention.params[name] for name in ("W_q", "W_k", "b", "v"))
    context, cache = attention.forward(**arrays, mask=mask)
    for t in range(T_Q):
        for n in range(B):
            real = np.flatnonzero(mask[:, n])
            query = arrays["query"][t, n]
            e = np.array([v @ np.tanh(W_q @ query + W_k @ arrays["keys"][j, n] + b) for j in real])
            p = np.exp(e) / np.exp(e).sum()
            np.testing.assert_allclose(cache["weights"][t, n, real], p, rtol=0, atol=1e-12)
            np.testing.assert_allclose(context[t, n], p @ arrays["values"][real, n], rtol=0, atol=1e-12)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-6)])
@pytest.mark.parametrize("with_mask", [False, True])
def test_additive_equals_pytorch(rng, dtype, tolerance, with_mask):
    """The equation written with PyTorch's own tanh and softmax, differentiated by autograd."""
    attention, arrays, mask = additive(rng, dtype), random_arrays(rng, Q, dtype), random_mask(rng)
    dcontext = rng.normal(size=(T_Q, B, V)).astype(dtype)
    context, cache = attention.forward(**arrays, mask=mask if with_mask else None)
    (dquery, dkeys, dvalues), grads = attention.backward(dcontext, cache)

    t = {n: torch.tensor(a, requires_grad=True) for n, a in {**attention.params, **arrays}.items()}
    a = (t["query"] @ t["W_q"].T)[:, None] + (t["keys"] @ t["W_k"].T)[None] + t["b"]  # (T_q, T_k, B, A)
    scores = torch.tanh(a) @ t["v"]
    if with_mask:
        scores = scores.masked_fill(~torch.tensor(mask), -torch.inf)
    expected = torch.einsum("qkb,kbv->qbv", torch.softmax(scores, dim=1), t["values"])
    expected.backward(torch.tensor(dcontext))
    ours = {**grads, "query": dquery, "keys": dkeys, "values": dvalues}
    pairs = {"context": (context, expected.detach()), **{n: (ours[n], t[n].grad) for n in ours}}
    for name, (mine, theirs) in pairs.items():
        theirs = theirs.numpy()
        assert np.linalg.norm(mine - theirs) < tolerance * np.linalg.norm(theirs), name


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-6)])
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("with_mask", [False, True])
def test_dot_product_equals_pytorch(rng, dtype, tolerance, causal, with_mask):
    arrays, mask = random_arrays(rng, K, dtype), random_mask(rng)
    mask[0] = True  # a causal query that sees no key is NaN in PyTorch
    dcontext = rng.normal(size=(T_Q, B, V)).astype(dtype)
    attention = DotProductAttention(causal=causal)
    context, cache = attention.forward(**arrays, mask=mask if with_mask else None)
    gradients, _ = attention.backward(dcontext, cache)

    tensors = [torch.tensor(array, requires_grad=True) for array in arrays.values()]
    batch_first = [tensor.transpose(0, 1) for tensor in tensors]
    if with_mask:
        order = torch.tril(torch.ones(T_Q, T_K, dtype=torch.bool)) if causal else torch.tensor(True)
        options = {"attn_mask": torch.tensor(mask).T[:, None] & order}
    else:
        options = {"is_causal": causal}
    expected = torch.nn.functional.scaled_dot_product_attention(*batch_first, **options).transpose(0, 1)
    expected.backward(torch.tensor(dcontext))
    pairs = [(context, expected.detach()), *((g, t.grad) for g, t in zip(gradients, tensors, strict=True))]
    for ours, theirs in pairs:
        assert np.linalg.norm(ours - theirs.numpy()) < tolerance * np.linalg.norm(theirs.numpy())


@each_kind
def test_weights_sum_to_one_and_are_zero_at_padding(rng, kind):
    build, query_size = KINDS[kind]
    mask = random_mask(rng)
    _, cache = build(rng).forward(**random_arrays(rng, query_size), mask=mask)
    weights = cache["weights"]
    assert weights.shape == (T_Q, B, T_K)
    sees_a_key = np.ones((T_Q, B), bool) if kind != "causal" else np.logical_or.accumulate(mask)[:T_Q]
    assert sees_a_key.all() == (kind != "causal")
    np.testing.assert_allclose(weights.sum(axis=-1), sees_a_key, rtol=0, atol=1e-12)
    assert (weights[:, ~mask.T] == 0).all()
    for t in range(T_Q if kind == "causal" else 0):
        assert (weights[t, :, t + 1 :] == 0).all()


def test_keys_given_as_values_too_give_the_same_in_two_parts(rng):
    attention, arrays = additive(rng), random_arrays(rng, Q)
    dcontext = rng.normal(size=(T_Q, B, K))
    once, cache_once = attention.forward(arrays["query"], arrays["keys"])
    twice, cache_twice = attention.forward(arrays["query"], arrays["keys"], arrays["keys"])
    np.testing.assert_array_equal(once, twice)
    (_, dkeys, _), _ = attention.backward(dcontext, cache_once)
    (_, dkeys_only, dvalues), _ = attention.backward(dcontext, cache_twice)
    np.testing.assert_allclose(dkeys, dkeys_only + dvalues, rtol=0, atol=1e-12)


@each_kind
def test_padding_changes_no_output_and_no_gradient(rng, kind):
    build, query_size = KINDS[kind]
    attention, arrays = build(rng), random_arrays(rng, query_size)
    lengths = [5, 2, 1, 4]
    mask = np.arange(T_K)[:, None] < np.array(lengths)
    for name in ("keys", "values"):
        arrays[name][~mask] = np.nan  # nothing may look at padding
    dcontext = rng.normal(size=(T_Q, B, V))
    context, cache = attention.forward(**arrays, mask=mask)
    (dquery, dkeys, dvalues), grads = attention.backward(dcontext, cache)
    assert (dkeys[~mask] == 0).all()
    assert (dvalues[~mask] == 0).all()
    total = {name: np.zeros_like(grad) for name, grad in grads.items()}
    for b, n in enumerate(lengths):
        alone, cache_alone = attention.forward(
            arrays["query"][:, [b]], arrays["keys"][:n, [b]], arrays["values"][:n, [b]]
        )
        dx_alone, grads_alone = attention.backward(dcontext[:, [b]], cache_alone)
        pairs = zip((context, dquery, dkeys[:n], dvalues[:n]), (alone, *dx_alone), strict=True)
        for together, single in pairs:
            np.testing.assert_allclose(together[:, [b]], single, rtol=0, atol=1e-12)
        for name, grad in grads_alone.items():
            total[name] += grad
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, total[name], rtol=0, atol=1e-12)


@each_kind
def test_extreme_scores_give_finite_results(rng, kind):
    build, query_size = KINDS[kind]
    attention, arrays = build(rng), random_arrays(rng, query_size)
    for array in (*attention.params.values(), *arrays.values()):
        array *= 1e8
    context, cache = attention.forward(**arrays, mask=random_mask(rng))
    dx, grads = attention.backward(np.ones_like(context), cache)
    for array in (context, *dx, *grads.values()):
        assert np.isfinite(array).all()


@each_kind
def test_a_call_leaves_nothing_on_the_layer_and_changes_no_argument(rng, kind):
    build, query_size = KINDS[kind]
    attention, arrays, mask = build(rng), random_arrays(rng, query_size), random_mask(rng)
    dcontext = rng.normal(size=(T_Q, B, V))
    before = set(vars(attention))
    copies = [array.copy() for array in (*arrays.values(), mask, dcontext)]
    _, cache = attention.forward(**arrays, mask=mask)
    first = attention.backward(dcontext, cache)
    attention.forward(arrays["query"][:1], arrays["keys"][:2])  # a call in between must not matter
    second = attention.backward(dcontext, cache)
    assert set(vars(attention)) == before
    for a, b in zip(first[0], second[0], strict=True):
        np.testing.assert_array_equal(a, b)
    for array, copy in zip((*arrays.values(), mask, dcontext), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_same_seed_same_weights():
    first, second = (AdditiveAttention(Q, K, A, rng=np.random.default_rng(3)).params for _ in range(2))
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"query_size": 0}, ValueError, "query_size: expected at least 1, got 0"),
        ({"key_size": 2.0}, TypeError, "key_size: expected a whole number, got 2.0"),
        ({"attention_size": -1}, ValueError, "attention_size: expected at least 1"),
        ({"dtype": np.int64}, TypeError, "dtype: expected float32 or float64, got int64"),
        ({"rng": 0}, TypeError, "rng: expected np.random.default_rng"),
    ],
)
def test_bad_option(arguments, error, message):
    with pytest.raises(error, match=message):
        AdditiveAttention(**{"query_size": Q, "key_size": K, "attention_size": A, **arguments})


def test_bad_causal():
    with pytest.raises(TypeError, match="causal: expected True or False, got 1"):
        DotProductAttention(causal=1)


QUERY, KEYS, VALUES = np.zeros((T_Q, B, K)), np.zeros((T_K, B, K)), np.zeros((T_K, B, V))
EMPTY = np.ones((T_K, B), bool)
EMPTY[:, 2] = False


@pytest.mark.parametrize("attention", [AdditiveAttention(K, K, A), DotProductAttention()])
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"query": np.zeros((T_Q, K))}, ValueError, "query: expected shape"),
        ({"query": np.zeros((T_Q, B, K), int)}, TypeError, "query: expected floats .*int64"),
        ({"query": np.full((T_Q, B, K), np.nan)}, ValueError, "query: expected finite numbers, got nan"),
        (
            {"keys": np.zeros((T_K, B, K + 1))},
            ValueError,
            r"keys: .* \(T_k, 4, 3\), got \(5, 4, 4\)",
        ),
        ({"keys": np.zeros((T_K, 1, K))}, ValueError, "keys: expected shape"),
        ({"keys": np.zeros((0, B, K))}, ValueError, "keys: .*no empty axis"),
        ({"keys": np.full((T_K, B, K), np.inf)}, ValueError, "keys: expected finite"),
        (
            {"values": np.zeros((T_K - 1, B, V))},
            ValueError,
            r"values: .* \(5, 4, V\), got \(4, 4, 6\)",
        ),
        ({"values": np.zeros((T_K, B, V), int)}, TypeError, "values: expected floats"),
        ({"values": np.full((T_K, B, V), np.nan)}, ValueError, "values: expected finite"),
        ({"mask": np.ones((B, T_K), bool)}, ValueError, r"mask: expected shape \(5, 4\), got \(4, 5\)"),
        ({"mask": np.ones((T_K, B))}, TypeError, "mask: expected booleans"),
        ({"mask": EMPTY}, ValueError, "mask: expected a real key in each sequence, got none in sequence 2"),
    ],
)
def test_bad_input_to_forward(attention, arguments, error, message):
    with pytest.raises(error, match=message):
        attention.forward(**{"query": QUERY, "keys": KEYS, "values": VALUES, **arguments})


@pytest.mark.parametrize("attention", [AdditiveAttention(K, K, A), DotProductAttention()])
@pytest.mark.parametrize(
    ("dcontext", "error"),
    [(np.zeros((T_Q, B, K)), ValueError), (np.zeros((T_Q, B, V), int), TypeError)],
)
def test_bad_input_to_backward(attention, dcontext, error):
    _, cache = attention.forward(QUERY, KEYS, VALUES)
    with pytest.raises(error, match="dcontext: expected"):
        attention.backward(dcontext, cache)


def test_a_parameter_replaced_by_a_wrong_one():
    attention = AdditiveAttention(K, K, A)
    attention.params["v"] = np.zeros((1, A))
    with pytest.raises(ValueError, match=r"params\['v'\]: expected shape"):
        attention.forward(QUERY, KEYS)
