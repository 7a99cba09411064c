"""Scaled dot-product attention on plain arrays, against PyTorch."""

import numpy as np
import pytest
import torch

from rnnlib.layers.dot_product import scaled_dot_product, scaled_dot_product_backward
from rnnlib.validation import NonFiniteError

# Axes in front, then T_q, T_k, K, V: all different.
FRONT, T_Q, T_K, K, V = (2, 3), 4, 5, 6, 7


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-6)])
@pytest.mark.parametrize("with_mask", [False, True])
def test_outputs_and_gradients_equal_pytorch(rng, dtype, tolerance, with_mask):
    arrays = [rng.normal(size=(*FRONT, *shape)).astype(dtype) for shape in ((T_Q, K), (T_K, K), (T_K, V))]
    dcontext = rng.normal(size=(*FRONT, T_Q, V)).astype(dtype)
    allowed = rng.random((FRONT[0], 1, T_Q, T_K)) < 0.6
    allowed[..., 1] = True
    context, weights = scaled_dot_product(*arrays, allowed if with_mask else None)
    gradients = scaled_dot_product_backward(dcontext, *arrays, weights)

    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    expected = torch.nn.functional.scaled_dot_product_attention(
        *tensors, attn_mask=torch.tensor(allowed) if with_mask else None
    )
    expected.backward(torch.tensor(dcontext))
    pairs = [(context, expected.detach()), *((g, t.grad) for g, t in zip(gradients, tensors, strict=True))]
    for ours, theirs in pairs:
        assert ours.dtype == dtype
        assert np.linalg.norm(ours - theirs.numpy()) < tolerance * np.linalg.norm(theirs.numpy())


def test_an_overflow_is_an_error_and_not_nan():
    huge = np.full((2, 3), 1e200)
    with pytest.raises(NonFiniteError, match="scores: expected finite numbers, got inf"):
        scaled_dot_product(huge, huge, huge, None)
