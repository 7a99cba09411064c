"""Weights from and to PyTorch: equal outputs and gradients, exact round trips, nothing lost in silence."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from layer_checks import leaves, like, randomise
from torch.nn.utils import parametrizations, prune
from torch_twins import assert_equal

from rnnlib import GRU, LSTM, RNN, Bidirectional, Embedding, LayerNorm, Linear
from rnnlib.interop import from_torch, to_torch

T, B, D, H, V = 7, 3, 4, 5, 6
DTYPES = [np.float64, np.float32]
TORCH_DTYPE = {np.float64: torch.float64, np.float32: torch.float32}
RECURRENT = {
    "tanh": lambda dtype: RNN(D, H, nonlinearity="tanh", dtype=dtype),
    "relu": lambda dtype: RNN(D, H, nonlinearity="relu", dtype=dtype),
    "LSTM": lambda dtype: LSTM(D, H, dtype=dtype),
    "GRU": lambda dtype: GRU(D, H, dtype=dtype),
}
FEEDFORWARD = {
    "Linear": lambda dtype: Linear(D, H, dtype=dtype),
    "LayerNorm": lambda dtype: LayerNorm(D, eps=1e-3, dtype=dtype),
    "Embedding": lambda dtype: Embedding(V, D, dtype=dtype),
}
LAYERS = RECURRENT | FEEDFORWARD
MODULES = {
    "tanh": lambda **options: torch.nn.RNN(D, H, **options),
    "relu": lambda **options: torch.nn.RNN(D, H, nonlinearity="relu", **options),
    "LSTM": lambda **options: torch.nn.LSTM(D, H, **options),
    "GRU": lambda **options: torch.nn.GRU(D, H, **options),
    "Linear": lambda **options: torch.nn.Linear(D, H, **options),
    "LayerNorm": lambda **options: torch.nn.LayerNorm(D, 1e-3, **options),
    "Embedding": lambda **options: torch.nn.Embedding(V, D, **options),
}
dtypes = pytest.mark.parametrize("dtype", DTYPES)
QCONFIG = torch.ao.quantization.default_qconfig


def hooked_weight_norm(module, name):
    with pytest.warns(FutureWarning, match="deprecated"):  # but still met in older models
        torch.nn.utils.weight_norm(module, name)


def random_module(kind, dtype, rng, **options):
    """Return a module of PyTorch's with every parameter random: its LayerNorm starts at ones and zeros."""
    module = MODULES[kind](dtype=TORCH_DTYPE[dtype], **options)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.tensor(0.5 * rng.standard_normal(parameter.shape)))
    return module


def pair(direction, kind, dtype, rng):
    """Return a layer and a module, one made from the other."""
    if direction == "to_torch":
        layer = randomise(LAYERS[kind](dtype), rng)
        return layer, to_torch(layer)
    module = random_module(kind, dtype, rng)
    return from_torch(module), module


def tracked(array):
    return torch.tensor(array, requires_grad=True)


def their_gradients(module, dtype):
    """Return PyTorch's gradients under our names, and check that its two biases agree where ours is one."""
    names = {"weight_ih_l0": "W_xh", "weight_hh_l0": "W_hh", "bias_ih_l0": "b_h"}
    if isinstance(module, torch.nn.LayerNorm):
        names = {"weight": "gamma", "bias": "beta"}
    elif isinstance(module, torch.nn.Linear):
        names = {"weight": "W_hy", "bias": "b_y"}
    elif isinstance(module, torch.nn.Embedding):
        names = {"weight": "E"}
    grads = {ours: getattr(module, theirs).grad.numpy() for theirs, ours in names.items()}
    if isinstance(module, torch.nn.RNNBase):
        second, shared = module.bias_hh_l0.grad.numpy(), 2 * H if module.mode == "GRU" else None
        assert_equal(second[:shared], grads["b_h"][:shared], dtype)
        if module.mode == "GRU":
            grads["b_hn"] = second[2 * H :]
    return grads


@dtypes
@pytest.mark.parametrize("kind", RECURRENT)
@pytest.mark.parametrize("direction", ["to_torch", "from_torch"])
@pytest.mark.parametrize("with_state", [False, True])
def test_recurrent_outputs_and_gradients_are_equal(rng, dtype, kind, direction, with_state):
    layer, module = pair(direction, kind, dtype, rng)

    def draw(*shape):
        return rng.standard_normal(shape).astype(dtype)

    x, dh, h0 = draw(T, B, D), draw(T, B, H), draw(B, H)
    state0 = (h0, draw(B, H)) if kind == "LSTM" else h0
    state0 = state0 if with_state else None
    h, cache = layer.forward(x, state0)
    final = layer.final_state(cache)
    dstate = like(final, lambda array: draw(*array.shape))
    dx, dstate0, grads = layer.backward(dh, cache, dstate)

    x_torch = tracked(x)
    state_torch = [tracked(array[None]) for array in leaves(state0)]  # (1, B, H): PyTorch counts layers
    start = (tuple(state_torch) if kind == "LSTM" else state_torch[0]) if with_state else None
    h_torch, final_torch = module(x_torch, start)
    final_torch = final_torch if kind == "LSTM" else (final_torch,)
    loss = (torch.tensor(dh) * h_torch).sum()
    for d, array in zip(leaves(dstate), final_torch, strict=True):
        loss = loss + (torch.tensor(d) * array[0]).sum()
    loss.backward()

    assert_equal(h, h_torch, dtype, "h")
    for ours, theirs in zip(leaves(final), final_torch, strict=True):
        assert_equal(ours, theirs[0], dtype, "final state")
    assert_equal(dx, x_torch.grad, dtype, "dx")
    for ours, theirs in zip(leaves(dstate0) if with_state else [], state_torch, strict=True):
        assert_equal(ours, theirs.grad[0], dtype, "dstate0")
    theirs = their_gradients(module, dtype)
    assert set(theirs) == set(grads)
    for name, grad in grads.items():
        assert_equal(grad, theirs[name], dtype, name)


@dtypes
@pytest.mark.parametrize("kind", FEEDFORWARD)
@pytest.mark.parametrize("direction", ["to_torch", "from_torch"])
def test_other_outputs_and_gradients_are_equal(rng, dtype, kind, direction):
    layer, module = pair(direction, kind, dtype, rng)
    tokens = kind == "Embedding"
    x = rng.integers(V, size=(T, B)) if tokens else rng.standard_normal((T, B, D)).astype(dtype)
    y, cache = layer.forward(x)
    dy = rng.standard_normal(y.shape).astype(dtype)
    x_torch = torch.tensor(x) if tokens else tracked(x)
    y_torch = module(x_torch)
    (torch.tensor(dy) * y_torch).sum().backward()

    assert_equal(y, y_torch, dtype, "y")
    dx, grads = layer.backward(dy, cache)
    if not tokens:
        assert_equal(dx, x_torch.grad, dtype, "dx")
    theirs = their_gradients(module, dtype)
    assert set(theirs) == set(grads)
    for name, grad in grads.items():
        assert_equal(grad, theirs[name], dtype, name)


@dtypes
@pytest.mark.parametrize("kind", LAYERS)
def test_there_and_back_is_exact(rng, dtype, kind):
    layer = randomise(LAYERS[kind](dtype), rng)
    back = from_torch(to_torch(layer))
    assert type(back) is type(layer)
    assert back.dtype == layer.dtype
    assert getattr(back, "nonlinearity", None) == getattr(layer, "nonlinearity", None)
    assert getattr(back, "eps", None) == getattr(layer, "eps", None)
    assert set(back.params) == set(layer.params)
    for name, array in layer.params.items():
        np.testing.assert_array_equal(back.params[name], array, err_msg=name)


@pytest.mark.parametrize("kind", LAYERS)
def test_back_and_there_keeps_what_the_module_computes(rng, kind):
    module = random_module(kind, np.float64, rng)
    again = to_torch(from_torch(module))
    x = rng.integers(V, size=(T, B)) if kind == "Embedding" else rng.standard_normal((T, B, D))
    y, y_again = (m(torch.tensor(x)) for m in (module, again))
    if kind in RECURRENT:
        y, y_again = y[0], y_again[0]
    assert_equal(y_again.detach().numpy(), y, np.float64)


@pytest.mark.parametrize("kind", LAYERS)
def test_weights_are_copies(rng, kind):
    layer = randomise(LAYERS[kind](np.float64), rng)
    module = to_torch(layer)
    kept = {name: array.copy() for name, array in layer.params.items()}
    back = from_torch(module)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(1)
    for name, array in kept.items():
        np.testing.assert_array_equal(layer.params[name], array)
        np.testing.assert_array_equal(back.params[name], array)


@pytest.mark.parametrize("kind", [*RECURRENT, "Linear", "LayerNorm"])
def test_a_missing_bias_is_zero(rng, kind):
    module = random_module(kind, np.float64, rng, bias=False)
    layer = from_torch(module)
    biases = [name for name in layer.params if name.startswith("b")]
    assert biases
    for name in biases:
        assert not layer.params[name].any()
    x = rng.standard_normal((T, B, D))
    y, y_torch = layer.forward(x)[0], module(torch.tensor(x))
    assert_equal(y, y_torch[0] if kind in RECURRENT else y_torch, np.float64)


def test_a_layer_norm_without_weights_has_ones_and_zeros(rng):
    module = torch.nn.LayerNorm(D, elementwise_affine=False)
    x = rng.standard_normal((T, B, D))
    assert_equal(from_torch(module).forward(x)[0], module(torch.tensor(x)), np.float64)


def test_batch_first_does_not_matter_to_the_weights(rng):
    module = random_module("LSTM", np.float64, rng, batch_first=True)
    x = rng.standard_normal((T, B, D))
    h_torch, _ = module(torch.tensor(x).transpose(0, 1))
    assert_equal(from_torch(module).forward(x)[0], h_torch.transpose(0, 1), np.float64)


@pytest.mark.parametrize(
    ("module", "error", "said"),
    [
        (lambda: torch.nn.LSTM(D, H, num_layers=2), ValueError, r"module.num_layers: expected 1, got 2"),
        (lambda: torch.nn.GRU(D, H, bidirectional=True), ValueError, r"module.bidirectional: expected False"),
        (lambda: torch.nn.LSTM(D, H, proj_size=2), ValueError, r"module.proj_size: expected 0, got 2"),
        (
            lambda: torch.nn.LayerNorm((B, D)),
            ValueError,
            r"module.normalized_shape: expected one size, got \(3",
        ),
        (lambda: torch.nn.Embedding(V, D, padding_idx=0), ValueError, r"module.padding_idx: expected None"),
        (
            lambda: torch.nn.Embedding(V, D, max_norm=1.0),
            ValueError,
            r"module.max_norm: expected None, got 1.0",
        ),
        (
            lambda: torch.nn.Embedding(V, D, scale_grad_by_freq=True),
            ValueError,
            r"module.scale_grad_by_freq: expected False",
        ),
        (lambda: torch.nn.Linear(D, H).half(), TypeError, r"module.weight: .* got torch.float16"),
        (lambda: torch.nn.GRUCell(D, H), TypeError, r"module: expected one of RNN, LSTM, .* got GRUCell"),
        (lambda: None, TypeError, r"module: .* got NoneType"),
    ],
)
def test_a_module_that_has_no_equal_is_refused(module, error, said):
    with pytest.raises(error, match=said):
        from_torch(module())


def parametrised(kind, how, rng):
    """Return a module of which one weight is made from others, after two steps of training."""
    options = {"padding_idx": None} if kind == "Embedding" else {}
    module = random_module(kind, np.float64, rng, **options)
    name = "weight_hh_l0" if kind in RECURRENT else "weight"
    how(module, name)
    x = torch.tensor(rng.integers(V, size=(T, B)) if kind == "Embedding" else rng.standard_normal((T, B, D)))
    optimiser = torch.optim.SGD(module.parameters(), 0.1)
    for _ in range(2):
        optimiser.zero_grad()
        y = module(x)
        ((y[0] if kind in RECURRENT else y) ** 2).mean().backward()
        optimiser.step()
    return module, x


def scaled(module, name):
    class Scale(torch.nn.Module):
        def forward(self, W):
            return 3 * W

    torch.nn.utils.parametrize.register_parametrization(module, name, Scale())


def pruned_twice(module, name):
    prune.l1_unstructured(module, name, amount=0.3)
    prune.random_unstructured(module, name, amount=0.3)


HOW = {
    "weight norm": parametrizations.weight_norm,
    "spectral norm": parametrizations.spectral_norm,
    "orthogonal": parametrizations.orthogonal,
    "a parametrisation of one's own": scaled,
    "weight norm, by hook": hooked_weight_norm,
    "spectral norm, by hook": torch.nn.utils.spectral_norm,
    "pruned": lambda module, name: prune.l1_unstructured(module, name, amount=0.5),
    "pruned twice": pruned_twice,
}


@pytest.mark.parametrize("how", HOW.values(), ids=HOW)
@pytest.mark.parametrize("kind", [*RECURRENT, "Linear", "Embedding"])
@pytest.mark.parametrize("training", [False, True])
def test_a_weight_made_from_others_is_what_the_module_computes_with(rng, kind, how, training):
    module, x = parametrised(kind, how, rng)
    module.train(training)
    state = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    y, _ = from_torch(module).forward(x.numpy())
    assert module.training is training
    for name, tensor in module.state_dict().items():
        assert torch.equal(tensor, state[name])  # spectral normalisation takes no step
    y_torch = module.eval()(x)
    assert_equal(y, y_torch[0] if kind in RECURRENT else y_torch, np.float64)


class Doubled(torch.nn.Linear):
    def forward(self, x):
        return 2 * super().forward(x)


class Renamed(torch.nn.Linear):
    pass


class CalledTwice(torch.nn.Linear):
    def __call__(self, x):
        return 2 * super().__call__(x)


def with_hook(register):
    module = torch.nn.Linear(D, H)
    getattr(module, register)(lambda module, *arguments: None)
    return module


def without(module, name):
    delattr(module, name)
    return module


def replaced_forward():
    module = torch.nn.Linear(D, H)
    module.forward = lambda x: x
    return module


@pytest.mark.parametrize(
    ("module", "error", "said"),
    [
        (lambda: Doubled(D, H), TypeError, "expected the forward pass of Linear, got another"),
        (replaced_forward, TypeError, "expected the forward pass of Linear, got another"),
        (
            lambda: torch.ao.nn.qat.Linear(D, H, qconfig=QCONFIG),
            TypeError,
            "expected the forward pass of Lin",
        ),
        (
            lambda: CalledTwice(D, H),
            TypeError,
            "expected to be called as Linear is, got a __call__ of its own",
        ),
        (lambda: with_hook("register_forward_hook"), ValueError, "expected no hook"),
        (lambda: with_hook("register_forward_pre_hook"), ValueError, "expected no hook"),
        (lambda: torch.nn.LazyLinear(H), ValueError, "module.weight: expected a tensor, got none yet"),
        (
            lambda: without(torch.nn.Linear(D, H), "weight"),
            ValueError,
            "module.weight: expected a tensor, got",
        ),
        (lambda: without(torch.nn.LSTM(D, H), "weight_hh_l0"), ValueError, "module.weight_hh_l0: expected"),
        (lambda: without(torch.nn.GRU(D, H), "bias_hh_l0"), ValueError, "module.bias_hh_l0: expected"),
        (lambda: torch.nn.Linear(D, H, device="meta"), TypeError, "module.weight: expected a dense .* meta"),
        (lambda: torch.nn.LSTM(D, H).bfloat16(), TypeError, "module.weight_ih_l0: .*got torch.bfloat16"),
        (lambda: torch.nn.MultiheadAttention(4, 2), TypeError, "got MultiheadAttention"),
        (lambda: torch.nn.LSTMCell(D, H), TypeError, "got LSTMCell"),
        (lambda: torch.nn.RMSNorm(D), TypeError, "got RMSNorm"),
        (lambda: torch.nn.EmbeddingBag(V, D), TypeError, "got EmbeddingBag"),
        (lambda: torch.nn.Sequential(torch.nn.Linear(D, H)), TypeError, "got Sequential"),
    ],
)
def test_what_would_compute_something_else_is_refused(module, error, said):
    with pytest.raises(error, match=said):
        from_torch(module())


@pytest.mark.parametrize("register", ["register_module_forward_pre_hook", "register_module_forward_hook"])
def test_a_hook_of_all_modules_is_refused(register):
    module = torch.nn.Linear(D, H)
    handle = getattr(torch.nn.modules.module, register)(lambda module, *arguments: None)
    try:
        with pytest.raises(ValueError, match="module: expected no hook, which may change what it computes"):
            from_torch(module)
    finally:
        handle.remove()
    from_torch(module)


def test_a_subclass_with_the_same_forward_pass_is_taken(rng):
    module, x = Renamed(D, H).double(), rng.standard_normal((T, B, D))
    assert_equal(from_torch(module).forward(x)[0], module(torch.tensor(x)), np.float64)


def test_a_lazy_module_that_has_run_is_taken(rng):
    module, x = torch.nn.LazyLinear(H).double(), rng.standard_normal((T, B, D))
    y = module(torch.tensor(x))
    assert_equal(from_torch(module).forward(x)[0], y, np.float64)


def test_a_layer_with_a_forward_pass_of_its_own_is_refused():
    class Twice(RNN):
        def forward(self, *arguments, **options):
            h, cache = super().forward(*arguments, **options)
            return 2 * h, cache

    with pytest.raises(TypeError, match="layer: expected the forward pass of RNN, got another"):
        to_torch(Twice(D, H))


def test_to_torch_draws_no_random_number_and_stays_on_the_cpu():
    before = torch.random.get_rng_state()
    with torch.device("meta"):
        module = to_torch(Linear(D, H))
    assert module.weight.device.type == "cpu"
    assert torch.equal(torch.random.get_rng_state(), before)


def test_a_module_of_a_wrong_shape_or_mixed_dtypes_is_refused():
    module = torch.nn.Linear(D, H)
    module.weight = torch.nn.Parameter(torch.zeros(H, D + 1))
    with pytest.raises(ValueError, match=r"W_hy.*expected shape \(5, 4\), got \(5, 5\)"):
        from_torch(module)
    module = torch.nn.Linear(D, H)
    module.bias = torch.nn.Parameter(torch.zeros(H, dtype=torch.float64))
    with pytest.raises(TypeError, match="one dtype"):
        from_torch(module)


def test_a_layer_that_has_no_equal_or_is_damaged_is_refused():
    with pytest.raises(TypeError, match=r"layer: expected one of RNN, LSTM, .* got Bidirectional"):
        to_torch(Bidirectional(RNN(D, H), RNN(D, H)))
    rnn = RNN(D, H)
    rnn.params["W_hh"] = np.zeros((H, H + 1))
    with pytest.raises(ValueError, match=r"W_hh.*expected shape \(5, 5\), got \(5, 6\)"):
        to_torch(rnn)


@pytest.mark.parametrize("function", [lambda: to_torch(Linear(D, H)), lambda: from_torch(None)])
def test_without_pytorch_there_is_one_clear_error(monkeypatch, function):
    monkeypatch.setitem(sys.modules, "torch", None)  # as if it were not installed
    with pytest.raises(ImportError, match=r"rnnlib\.interop needs PyTorch, which is not installed"):
        function()


def test_importing_rnnlib_does_not_import_pytorch():
    code = "import sys, rnnlib, rnnlib.interop; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
