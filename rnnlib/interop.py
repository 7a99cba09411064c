"""Weights from and to PyTorch's modules; PyTorch is optional, and imported when a function here is called."""

from types import ModuleType
from typing import Any

import numpy as np

from rnnlib.layers import GRU, LSTM, RNN, Embedding, LayerNorm, Linear
from rnnlib.validation import check_params

Layer = RNN | LSTM | GRU | Linear | Embedding | LayerNorm
Arrays = dict[str, np.ndarray]

# PyTorch's names of the parameters that are the same on both sides; the biases of RNN, LSTM and GRU are not.
RECURRENT = {"W_xh": "weight_ih_l0", "W_hh": "weight_hh_l0"}
NAMES: dict[type, dict[str, str]] = {
    RNN: RECURRENT,
    LSTM: RECURRENT,
    GRU: RECURRENT,
    Linear: {"W_hy": "weight", "b_y": "bias"},
    Embedding: {"E": "weight"},
    LayerNorm: {"gamma": "weight", "beta": "bias"},
}

# Options of PyTorch's modules that no layer of rnnlib has, with the value that leaves them out.
REFUSED = {
    "num_layers": 1,
    "bidirectional": False,
    "proj_size": 0,
    "padding_idx": None,
    "max_norm": None,
    "scale_grad_by_freq": False,
}


def to_torch(layer: Layer) -> Any:
    """Return a PyTorch module that computes what `layer` does.

    Parameters
    ----------
    layer : RNN, LSTM, GRU, Linear, Embedding or LayerNorm

    Returns
    -------
    module : torch.nn.RNN, LSTM, GRU, Linear, Embedding or LayerNorm with copies of the weights, of the same
        dtype, on the CPU; time-major (`batch_first=False`)

    Raises
    ------
    ImportError
        If PyTorch is not installed.
    TypeError, ValueError
        If `layer` is of another kind, or a parameter has not its shape and dtype.

    Notes
    -----
    Where rnnlib has the one bias b_h, PyTorch adds up two: b_ih takes b_h, b_hh is zero, but for b_hn in the
    GRU, which stands inside the product with r. Both of PyTorch's biases get the gradient of b_h, so that a
    step of training moves their sum twice as far.
    """
    torch = _torch()
    kind = _kind("layer", layer, {kind: kind for kind in NAMES})
    check_params(layer.params, layer.shapes, layer.dtype)
    arrays = {theirs: layer.params[ours] for ours, theirs in NAMES[kind].items()}
    if NAMES[kind] is RECURRENT:
        b_h = layer.params["b_h"]
        arrays |= {"bias_ih_l0": b_h, "bias_hh_l0": np.zeros_like(b_h)}
        if kind is GRU:
            arrays["bias_hh_l0"][2 * layer.params["b_hn"].size :] = layer.params["b_hn"]
    # A module draws its first weights, here in vain: PyTorch's own generator goes on as if it had not.
    with torch.device("cpu"), torch.random.fork_rng(devices=[]), torch.no_grad():
        module = _module_like(torch.nn, layer, getattr(torch, layer.dtype.name))
        for name, array in arrays.items():
            getattr(module, name).copy_(torch.tensor(array))
    return module


def from_torch(module: Any) -> Layer:
    """Return the layer that computes what a PyTorch module does.

    Parameters
    ----------
    module : torch.nn.RNN, LSTM or GRU (one layer, one direction, no projection), Linear, Embedding or
        LayerNorm (over the last axis), in float32 or float64. `batch_first` does not matter to the weights:
        the layer is time-major. Of a weight that is made from others (by weight or spectral normalisation,
        pruning or another parametrisation) the layer gets what the module computes with in evaluation.

    Returns
    -------
    layer : RNN, LSTM, GRU, Linear, Embedding or LayerNorm with copies of the weights, of the same dtype

    Raises
    ------
    ImportError
        If PyTorch is not installed.
    TypeError, ValueError
        If `module` is of another kind or dtype, has a `forward`, a `__call__` or a hook of its own, or a hook
        on all modules is set, a parameter is missing or has not its shape, or an option is set that the layer
        does not have.

    Notes
    -----
    b_h = b_ih + b_hh; in the GRU that holds for the gates r and z, and b_hh's last part is b_hn. A bias that
    the module was built without is zero, and a LayerNorm's missing weight is one: the same function, but
    here they are parameters.
    """
    torch = _torch()
    kind = _kind("module", module, {getattr(torch.nn, kind.__name__): kind for kind in NAMES})
    if type(module).__call__ is not torch.nn.Module.__call__:
        raise TypeError(f"module: expected to be called as {kind.__name__} is, got a __call__ of its own")
    for option, value in REFUSED.items():
        if getattr(module, option, value) != value:
            raise ValueError(f"module.{option}: expected {value}, got {getattr(module, option)}")
    names = [*NAMES[kind].values()]
    if NAMES[kind] is RECURRENT and module.bias:
        names += ["bias_ih_l0", "bias_hh_l0"]
    arrays = {name: _array(name, tensor) for name, tensor in _effective(module, names).items()}
    if missing := [name for name in names if name not in arrays and name != "bias" and kind is not LayerNorm]:
        raise ValueError(f"module.{missing[0]}: expected a tensor, got none")
    dtypes = {array.dtype for array in arrays.values()} or {np.dtype(np.float64)}
    if len(dtypes) > 1:
        raise TypeError(f"module: expected parameters of one dtype, got {sorted(map(str, dtypes))}")
    layer = _layer_like(kind, module, dtypes.pop())
    for ours, theirs in NAMES[kind].items():
        if theirs in arrays:
            layer.params[ours] = arrays[theirs]
    if "bias_ih_l0" in arrays:
        b_ih, b_hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
        if kind is GRU:
            layer.params["b_hn"] = b_hh[2 * module.hidden_size :].copy()
            b_hh[2 * module.hidden_size :] = 0
        layer.params["b_h"] = b_ih + b_hh
    check_params(layer.params, layer.shapes, layer.dtype)
    return layer


def _effective(module: Any, names: list[str]) -> dict[str, Any]:
    """Return the tensors that the module computes with in evaluation; one that it does without is left out.

    Where a weight is made from others (weight or spectral normalisation, pruning, an orthogonal matrix), that
    happens when it is read, or in a hook before the forward pass.
    """
    torch = _torch()
    for name, parameter in module.named_parameters():
        if torch.nn.parameter.is_lazy(parameter):
            raise ValueError(f"module.{name}: expected a tensor, got none yet: run the module once")
    hooks = [*module._forward_pre_hooks.values(), *module._forward_hooks.values()]
    of_all = torch.nn.modules.module
    global_hooks = [*of_all._global_forward_pre_hooks.values(), *of_all._global_forward_hooks.values()]
    if unknown := [hook for hook in hooks + global_hooks if not isinstance(hook, _hooks_of_weights())]:
        raise ValueError(f"module: expected no hook, which may change what it computes, got {unknown[0]}")
    before = {part: dict(vars(part)) for part in module.modules()}
    module.eval()  # in training, spectral normalisation takes a step each time a weight is read
    try:
        with torch.no_grad():
            for hook in hooks:
                hook(module, None)
            tensors = {name: getattr(module, name, None) for name in names}
    finally:
        for part, attributes in before.items():
            vars(part).update(attributes)
    return {name: tensor for name, tensor in tensors.items() if tensor is not None}


def _hooks_of_weights() -> tuple[type, ...]:
    from torch.nn.utils.prune import BasePruningMethod
    from torch.nn.utils.spectral_norm import SpectralNorm
    from torch.nn.utils.weight_norm import WeightNorm

    return BasePruningMethod, SpectralNorm, WeightNorm


def _module_like(nn: ModuleType, layer: Layer, dtype: Any) -> Any:
    if isinstance(layer, RNN):
        return nn.RNN(layer.input_size, layer.hidden_size, nonlinearity=layer.nonlinearity, dtype=dtype)
    if isinstance(layer, LSTM):
        return nn.LSTM(layer.input_size, layer.hidden_size, dtype=dtype)
    if isinstance(layer, GRU):
        return nn.GRU(layer.input_size, layer.hidden_size, dtype=dtype)
    if isinstance(layer, Linear):
        return nn.Linear(layer.input_size, layer.output_size, dtype=dtype)
    if isinstance(layer, Embedding):
        return nn.Embedding(layer.vocab_size, layer.embedding_size, dtype=dtype)
    return nn.LayerNorm(layer.size, layer.eps, dtype=dtype)


def _layer_like(kind: type, module: Any, dtype: np.dtype) -> Layer:
    """Return a layer of the module's sizes, with weights to be replaced and zero biases."""
    if kind is RNN:
        return RNN(module.input_size, module.hidden_size, nonlinearity=module.nonlinearity, dtype=dtype)
    if kind is LSTM:
        return LSTM(module.input_size, module.hidden_size, dtype=dtype)
    if kind is GRU:
        return GRU(module.input_size, module.hidden_size, dtype=dtype)
    if kind is Linear:
        return Linear(module.in_features, module.out_features, dtype=dtype)
    if kind is Embedding:
        return Embedding(module.num_embeddings, module.embedding_dim, dtype=dtype)
    if len(module.normalized_shape) != 1:
        raise ValueError(f"module.normalized_shape: expected one size, got {tuple(module.normalized_shape)}")
    return LayerNorm(module.normalized_shape[0], eps=module.eps, dtype=dtype)


def _kind(name: str, value: Any, kinds: dict[Any, type]) -> type:
    for theirs, ours in kinds.items():
        if isinstance(value, theirs):
            if getattr(value.forward, "__func__", None) is not theirs.forward:
                raise TypeError(f"{name}: expected the forward pass of {theirs.__name__}, got another one")
            return ours
    expected = ", ".join(kind.__name__ for kind in kinds)
    raise TypeError(f"{name}: expected one of {expected}, got {type(value).__name__}")


def _array(name: str, tensor: Any) -> np.ndarray:
    """Return a copy of a PyTorch parameter as an array of float32 or float64."""
    if str(tensor.dtype) not in ("torch.float32", "torch.float64"):
        raise TypeError(f"module.{name}: expected torch.float32 or torch.float64, got {tensor.dtype}")
    if tensor.is_meta or str(tensor.layout) != "torch.strided":
        raise TypeError(f"module.{name}: expected a dense tensor, got {tensor.layout} on {tensor.device}")
    return tensor.detach().cpu().numpy().copy()


def _torch() -> ModuleType:
    try:
        import torch
    except ImportError as error:
        raise ImportError(
            "rnnlib.interop needs PyTorch, which is not installed; the rest of rnnlib does not"
        ) from error
    return torch
