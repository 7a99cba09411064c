"""The embedding: rows looked up, gradients collected."""

import numpy as np
import pytest
import torch
from layer_checks import randomise
from torch_twins import assert_equal

from rnnlib import Embedding, check_gradients

T, B, V, D = 6, 3, 4, 2


def test_each_vector_is_a_row_of_E(rng):
    embedding = Embedding(V, D, rng=rng)
    tokens = rng.integers(V, size=(T, B))
    x, _ = embedding.forward(tokens)
    assert x.shape == (T, B, D)
    np.testing.assert_array_equal(x[4, 1], embedding.params["E"][tokens[4, 1]])
    onehot = np.eye(V)[tokens]  # (T, B, V)
    np.testing.assert_array_equal(x, onehot @ embedding.params["E"])


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("with_mask", [False, True])
def test_gradient_against_central_differences(rng, dtype, with_mask):
    embedding = Embedding(V, D, dtype=dtype, rng=rng)
    tokens = rng.integers(V, size=(T, B))  # 18 places for 4 tokens: each occurs more than once
    mask = rng.random((T, B)) < 0.6 if with_mask else None
    weight = rng.normal(size=(T, B, D)).astype(dtype)
    _, cache = embedding.forward(tokens, mask)
    dtokens, grads = embedding.backward(weight, cache)
    assert dtokens is None
    assert grads["E"].dtype == dtype
    check_gradients(lambda: np.sum(weight * embedding.forward(tokens, mask)[0]), embedding.params, grads)


def test_a_token_collects_the_gradient_of_all_its_places():
    embedding = Embedding(V, 1)
    _, cache = embedding.forward([[2], [0], [2], [2]])
    _, grads = embedding.backward(np.array([1.0, 10.0, 100.0, 1000.0]).reshape(4, 1, 1), cache)
    np.testing.assert_array_equal(grads["E"], [[10], [0], [1101], [0]])


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_equals_pytorch(rng, dtype):
    embedding = Embedding(V, D, dtype=dtype, rng=rng)
    tokens, dx = rng.integers(V, size=(50, B)), rng.normal(size=(50, B, D)).astype(dtype)
    twin = torch.nn.Embedding.from_pretrained(torch.tensor(embedding.params["E"]), freeze=False)
    expected = twin(torch.tensor(tokens))
    expected.backward(torch.tensor(dx))
    x, cache = embedding.forward(tokens)
    assert_equal(x, expected, dtype)
    assert_equal(embedding.backward(dx, cache)[1]["E"], twin.weight.grad, dtype)


def test_padding_is_never_looked_at(rng):
    embedding = randomise(Embedding(V, D), rng)
    tokens, dx = rng.integers(V, size=(T, B)), rng.normal(size=(T, B, D))
    mask = np.arange(T)[:, None] < np.array([6, 2, 3])
    x, cache = embedding.forward(np.where(mask, tokens, -(10**9)), mask)
    _, grads = embedding.backward(np.where(mask[..., None], dx, np.nan), cache)
    full, full_cache = embedding.forward(tokens)
    np.testing.assert_array_equal(x, full * mask[..., None])
    np.testing.assert_allclose(
        grads["E"], embedding.backward(dx * mask[..., None], full_cache)[1]["E"], atol=1e-15
    )


def test_nothing_but_padding_has_no_gradient():
    embedding = Embedding(V, D)
    x, cache = embedding.forward(np.full((T, B), -1), np.zeros((T, B), bool))
    assert not x.any()
    assert not embedding.backward(np.ones((T, B, D)), cache)[1]["E"].any()


def test_the_output_is_no_view_of_the_parameters(rng):
    embedding = Embedding(V, D, rng=rng)
    before = embedding.params["E"].copy()
    x, _ = embedding.forward([[0]])
    x += 1
    np.testing.assert_array_equal(embedding.params["E"], before)


ZEROS = np.zeros((T, B), int)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((np.where(np.arange(T)[:, None] == 3, V, ZEROS),), ValueError, r"0 to 3, got 4 at index \(3, 0\)"),
        ((ZEROS - 1,), ValueError, r"tokens: expected whole numbers from 0 to 3, got -1 at index \(0, 0\)"),
        ((ZEROS - 1, np.eye(T, B, dtype=bool)), ValueError, "got -1"),
        ((np.zeros((T, B)),), TypeError, "tokens: expected integers, got dtype float64"),
        ((np.zeros((T, B), bool),), TypeError, "tokens: expected integers, got dtype bool"),
        ((np.zeros(T, int),), ValueError, r"tokens: expected shape \(T, B\), got \(6,\)"),
        ((np.zeros((0, B), int),), ValueError, "no empty axis"),
        ((ZEROS, np.ones((B, T), bool)), ValueError, r"mask: expected shape \(6, 3\), got \(3, 6\)"),
        ((ZEROS, ZEROS), TypeError, "mask: expected booleans"),
    ],
)
def test_bad_input_to_forward(arguments, error, message):
    with pytest.raises(error, match=message):
        Embedding(V, D).forward(*arguments)


@pytest.mark.parametrize(
    ("dx", "error"), [(np.zeros((T, B, D + 1)), ValueError), (np.zeros((T, B, D), int), TypeError)]
)
def test_bad_input_to_backward(dx, error):
    embedding = Embedding(V, D)
    _, cache = embedding.forward(ZEROS)
    with pytest.raises(error, match="dx: expected"):
        embedding.backward(dx, cache)


def test_a_parameter_replaced_by_a_wrong_one():
    embedding = Embedding(V, D)
    embedding.params["E"] = np.zeros((V + 1, D))
    with pytest.raises(ValueError, match=r"params\['E'\]: expected shape \(4, 2\), got \(5, 2\)"):
        embedding.forward(ZEROS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"vocab_size": 0}, "vocab_size"),
        ({"embedding_size": -1}, "embedding_size"),
        ({"rng": 0}, "rng"),
        ({"dtype": int}, "dtype"),
    ],
)
def test_bad_option(arguments, message):
    with pytest.raises((ValueError, TypeError), match=f"{message}: expected"):
        Embedding(**{"vocab_size": V, "embedding_size": D, **arguments})
