"""PyTorch's modules with our weights, written apart from `rnnlib.interop` so that one checks the other."""

from typing import Any

import numpy as np
import torch
from layer_checks import leaves, like
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

TOLERANCE = {np.float64: 1e-12, np.float32: 1e-6}


def fill(module: torch.nn.Module, layer: Any, suffix: str) -> None:
    """Copy the parameters of an RNN, LSTM or GRU to those of `module` that end in `suffix`, such as "l0"."""
    H = layer.hidden_size
    bias_hh = np.zeros_like(layer.params["b_h"])
    if "b_hn" in layer.params:
        bias_hh[2 * H :] = layer.params["b_hn"]
    weights = {"weight_ih": layer.params["W_xh"], "weight_hh": layer.params["W_hh"]}
    with torch.no_grad():
        for name, array in {**weights, "bias_ih": layer.params["b_h"], "bias_hh": bias_hh}.items():
            getattr(module, f"{name}_{suffix}").copy_(torch.tensor(array))


def gradients(module: torch.nn.Module, layer: Any, suffix: str) -> dict[str, np.ndarray]:
    """Return PyTorch's gradients under our names."""
    H = layer.hidden_size
    names = {"W_xh": "weight_ih", "W_hh": "weight_hh", "b_h": "bias_ih"}
    grads = {ours: getattr(module, f"{theirs}_{suffix}").grad.numpy() for ours, theirs in names.items()}
    if "b_hn" in layer.params:
        grads["b_hn"] = getattr(module, f"bias_hh_{suffix}").grad.numpy()[2 * H :]
    return grads


def assert_equal(ours: np.ndarray, theirs: Any, dtype: type, name: str = "") -> None:
    """Compare by norm, to 1e-12 in float64 and 1e-6 in float32: of the norm, or of 1 where that is more."""
    theirs = theirs.detach().numpy() if isinstance(theirs, torch.Tensor) else theirs
    assert ours.shape == theirs.shape, name
    assert ours.dtype == theirs.dtype == dtype, name
    error, size = np.linalg.norm(ours - theirs), np.linalg.norm(theirs)
    assert error <= TOLERANCE[dtype] * max(size, 1), f"{name}: differs by {error:.2g} of {size:.2g}"


def check_against_torch(
    layer: Any, x: np.ndarray, state0: Any, rng: np.random.Generator, lengths: list[int] | None = None
) -> None:
    """Compare an RNN, LSTM or GRU with PyTorch's: outputs, final state and every gradient.

    With `lengths`, our mask against PyTorch's packed sequences.
    """
    T, dtype = len(x), layer.dtype.type
    mask = None if lengths is None else np.arange(T)[:, None] < np.array(lengths)
    h, cache = layer.forward(x, state0, mask)
    final = layer.final_state(cache)
    dh = rng.standard_normal(h.shape).astype(dtype)
    if mask is not None:
        dh[~mask] = 0  # PyTorch has no output at padding
    dstate = like(final, lambda array: rng.standard_normal(array.shape).astype(dtype))
    dx, dstate0, grads = layer.backward(dh, cache, dstate)

    options = {"nonlinearity": layer.nonlinearity} if hasattr(layer, "nonlinearity") else {}
    kind = getattr(torch.nn, type(layer).__name__)
    module = kind(layer.input_size, layer.hidden_size, dtype=torch.tensor(x).dtype, **options)
    fill(module, layer, "l0")
    x_torch = torch.tensor(x, requires_grad=True)
    parts = [torch.tensor(array[None], requires_grad=True) for array in leaves(state0)]
    state0_torch = None if state0 is None else tuple(parts) if isinstance(state0, tuple) else parts[0]
    if mask is None:
        h_torch, final_torch = module(x_torch, state0_torch)
    else:
        packed = pack_padded_sequence(x_torch, lengths, enforce_sorted=False)
        h_packed, final_torch = module(packed, state0_torch)
        h_torch, _ = pad_packed_sequence(h_packed, total_length=T)
        h = np.where(mask[..., None], h, dtype(0))
    loss = (torch.tensor(dh) * h_torch).sum()
    for d, s in zip(leaves(dstate), leaves(final_torch), strict=True):
        loss = loss + (torch.tensor(d)[None] * s).sum()
    loss.backward()

    assert_equal(h, h_torch, dtype, "h")
    assert_equal(dx, x_torch.grad, dtype, "dx")
    for ours, theirs in zip(leaves(final), leaves(final_torch), strict=True):
        assert_equal(ours, theirs[0], dtype, "final state")
    for theirs, ours in zip(parts, leaves(dstate0), strict=False):
        assert_equal(ours, theirs.grad[0], dtype, "dstate0")
    expected = gradients(module, layer, "l0")
    assert set(grads) == set(expected)
    for name, grad in grads.items():
        assert_equal(grad, expected[name], dtype, name)
