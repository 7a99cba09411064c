"""Long sums in float32: a million rows, compared with the same in float64."""

import numpy as np
import pytest
from layer_checks import randomise

from rnnlib import (
    RNN,
    AdditiveAttention,
    BatchNormRNN,
    Embedding,
    HierarchicalRNN,
    LayerNorm,
    LayerNormRNN,
    Linear,
    LinearRecurrence,
)
from rnnlib.layers.sums import sum_rows

T, B, D, H = 1000, 1000, 2, 2
TOLERANCE = 1e-6  # some last digits of float32; added up row by row these sums are 1e-5 to 1e-2 off
LAYERS = {
    "Linear": (lambda dtype: Linear(D, H, dtype=dtype), {"b_y"}),
    "LayerNorm": (lambda dtype: LayerNorm(D, dtype=dtype), {"gamma", "beta"}),
    "RNN": (lambda dtype: RNN(D, H, dtype=dtype), {"b_h"}),
    "LayerNormRNN": (lambda dtype: LayerNormRNN(D, H, dtype=dtype), {"gamma_h", "b_h"}),
    "BatchNormRNN": (lambda dtype: BatchNormRNN(D, H, T, dtype=dtype), {"gamma_x", "b_h"}),
    "LinearRecurrence": (lambda dtype: LinearRecurrence(D, H, dtype=dtype), {"b_h", "alpha"}),
    "HierarchicalRNN": (lambda dtype: HierarchicalRNN(D, H, 2, 10, dtype=dtype), {"b_h", "b_s"}),
}


@pytest.mark.parametrize("value", [0.1, 1 / 3, 0.7, 1.7])
@pytest.mark.parametrize("shape", [(10**6, 3), (1000, 1000, 2), (31, 5), (32, 5), (1, 5), (12801, 64)])
def test_a_sum_of_many_rows(value, shape):
    array = np.full(shape, value, np.float32)
    total = sum_rows(array)
    exact = array.reshape(-1, shape[-1]).sum(axis=0, dtype=np.float64)
    assert total.dtype == np.float32
    np.testing.assert_allclose(total, exact, rtol=5e-7)


def test_rows_of_any_layout(rng):
    array = rng.normal(size=(50, 7, 3))
    for view in (array, array[::-2], array.swapaxes(0, 1), array[:, :, ::-1]):
        total = sum_rows(view)
        assert total.dtype == np.float64
        np.testing.assert_allclose(total, view.sum(axis=(0, 1)), rtol=1e-13, atol=1e-12)


@pytest.mark.parametrize(("build", "names"), LAYERS.values(), ids=LAYERS.keys())
def test_the_gradient_of_a_bias_or_gain_over_a_million_rows(rng, build, names):
    double, single = randomise(build(np.float64), rng, scale=0.3), build(np.float32)
    for name, array in double.params.items():
        array[...] = array.astype(np.float32)
        single.params[name][...] = array
    x = rng.normal(size=(T, B, D)).astype(np.float32)
    grads = []
    for layer in (double, single):
        y, cache = layer.forward(x, training=True)
        grads.append(layer.backward(np.full(y.shape, 0.1, np.float32), cache)[-1])
    for name in names:
        error = np.linalg.norm(grads[1][name] - grads[0][name]) / np.linalg.norm(grads[0][name])
        assert error < TOLERANCE, f"{name}: {error:.1g}"


def test_a_token_that_stands_everywhere():
    embedding = Embedding(3, D, dtype=np.float32)
    _, cache = embedding.forward(np.ones((T, B), int))
    _, grads = embedding.backward(np.full((T, B, D), 0.1, np.float32), cache)
    np.testing.assert_allclose(grads["E"][1], T * B * float(np.float32(0.1)), rtol=TOLERANCE)


def test_additive_attention_over_many_queries_and_keys(rng):
    double, single = (
        AdditiveAttention(D, D, 2, dtype=dtype, rng=np.random.default_rng(0))
        for dtype in (np.float64, np.float32)
    )
    for name, array in single.params.items():
        double.params[name][...] = array
    query, keys = (rng.normal(size=(100, 100, D)).astype(np.float32) + 1 for _ in range(2))
    grads = []
    for layer in (double, single):
        _, cache = layer.forward(query, keys)
        grads.append(layer.backward(query * keys, cache)[-1])
    for name in ("v", "b"):
        error = np.linalg.norm(grads[1][name] - grads[0][name]) / np.linalg.norm(grads[0][name])
        assert error < 1e-5, f"{name}: {error:.1g}"  # its terms cancel
