"""One rule of what counts as floats: float32 and float64, for every public function that takes any."""

import copy

import numpy as np
import pytest
from layer_checks import leaves
from test_contract import OTHERS, RECURRENT, B, D, H, T

import rnnlib
import rnnlib.interop
import rnnlib.training
from rnnlib import GRU, RNN, SGD, Adam, Linear, RMSprop, init, layers, schedules, sequences, validation

MASK = np.ones((T, B), bool)
X, Y, ROWS = np.ones((T, B, D)), np.ones((T, B, D)), np.ones((T * B, D))
W = {"a": np.ones(2), "b": np.ones((2, 3))}


def train(grads):
    params = {name: np.ones_like(g, np.float64) for name, g in grads.items()}
    rnnlib.training.train(lambda _: (1.0, grads), SGD(params, 0.1), [0], 1, progress=False)


def truncated(x, y):
    call = rnnlib.training.TruncatedBPTT(RNN(D, H), Linear(H, D), rnnlib.mse, x, y, 2)
    call(call.windows[0])


CALLS = {  # with the arguments that hold floats
    "mse": (rnnlib.mse, [X, Y]),
    "softmax_cross_entropy": (lambda z: rnnlib.softmax_cross_entropy(z, np.zeros((T, B), int)), [X]),
    "binary_cross_entropy_with_logits": (rnnlib.binary_cross_entropy_with_logits, [X, Y]),
    "softmax": (rnnlib.softmax, [X]),
    "clip_grad_norm": (lambda grads: rnnlib.clip_grad_norm(grads, 1.0), [W]),
    "clip_grad_value": (lambda grads: rnnlib.clip_grad_value(grads, 1.0), [W]),
    "check_gradients": (
        lambda w, g: rnnlib.check_gradients(lambda p: float(p["a"].sum() + p["b"].sum()), w, g),
        [W, W],
    ),
    "SGD": (lambda w, g: SGD(w, 0.1, momentum=0.9).step(g), [W, W]),
    "RMSprop": (lambda w, g: RMSprop(w, 0.1).step(g), [W, W]),
    "Adam": (lambda w, g: Adam(w, 0.1).step(g), [W, W]),
    "pad": (sequences.pad, [[X[:, 0], X[:2, 1]]]),
    "unpad": (lambda a: sequences.unpad(a, MASK), [X]),
    "pack": (lambda a: sequences.pack(a, MASK), [X]),
    "unpack": (lambda a: sequences.unpack(a, MASK), [ROWS]),
    "last_real": (lambda a: sequences.last_real(a, MASK), [X]),
    "last_real_backward": (lambda a: sequences.last_real_backward(a, MASK), [X[0]]),
    "reverse": (lambda a: (sequences.reverse(a, MASK), sequences.reverse(a)), [X]),
    "Batches": (lambda x, y: rnnlib.training.Batches(x, y, batch_size=2), [X, Y]),
    "streams": (lambda record: rnnlib.training.streams(record, 2), [ROWS]),
    "TruncatedBPTT": (truncated, [X, Y]),
    "train": (train, [W]),
}
DTYPES = {
    **{name: getattr(init, name) for name in ("small_normal", "xavier", "he", "orthogonal", "identity")},
    "sinusoidal_positions": rnnlib.sinusoidal_positions,
}
# These take no floats, or hand arrays of any kind on as they are.
OTHER = {
    *("Dropout", "Embedding", "merge", "mask_from_lengths", "lengths_from_mask", "save", "load", "sweep"),
    *("History", "SweepError", "to_torch", "from_torch"),
}


def public():
    names = {*rnnlib.__all__, *rnnlib.training.__all__}
    for module in (init, sequences, rnnlib.interop):
        names |= {
            n for n, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__
        }
    return {name for name in names if not name.startswith("_")}


def test_every_public_function_is_tried_here():
    assert public() - {*CALLS, *DTYPES, *OTHER, *RECURRENT, *OTHERS} == set()


def with_one_cast(value, place, dtype):
    """Return a copy of nested lists and dicts, with the array number `place` cast."""
    value = copy.deepcopy(value)
    holders = []

    def walk(node):
        for key in node if isinstance(node, dict) else range(len(node)):
            if isinstance(node[key], list | dict):
                walk(node[key])
            else:
                holders.append((node, key))

    walk(value)
    if place < len(holders):
        node, key = holders[place]
        node[key] = node[key].astype(dtype)
    return value, len(holders)


def refused_at_each_place(function, arguments, dtype):
    _, places = with_one_cast(arguments, -1, dtype)
    for place in range(places):
        cast, _ = with_one_cast(arguments, place, dtype)
        with pytest.raises(TypeError, match="expected floats"):
            function(*cast)


each_wrong_dtype = pytest.mark.parametrize("dtype", [np.float16, np.longdouble, np.complex128, object])


@each_wrong_dtype
@pytest.mark.parametrize("name", CALLS)
def test_no_function_takes_other_floats(name, dtype):
    function, arguments = CALLS[name]
    function(*copy.deepcopy(arguments))
    function(*with_one_cast(arguments, 0, np.float64)[0])
    refused_at_each_place(function, arguments, dtype)


@each_wrong_dtype
@pytest.mark.parametrize("name", RECURRENT)
def test_no_recurrent_layer_takes_other_floats(name, dtype):
    layer = RECURRENT[name]()
    h, cache = layer.forward(X, training=True)
    state = layer.final_state(cache)

    def cast(value, place):
        count = iter(range(99))
        return like(value, lambda array: array.astype(dtype) if next(count) == place else array)

    refused_at_each_place(lambda x: layer.forward(x, training=True), [X], dtype)
    refused_at_each_place(lambda dh: layer.backward(dh, cache), [h], dtype)
    for place in range(len(leaves(state))):
        with pytest.raises(TypeError, match="expected floats"):
            layer.forward(X, cast(state, place), training=True)
        with pytest.raises(TypeError, match="expected floats"):
            layer.backward(h, cache, cast(state, place))


def like(state, draw):
    return tuple(like(part, draw) for part in state) if isinstance(state, tuple) else draw(state)


@each_wrong_dtype
@pytest.mark.parametrize("name", OTHERS)
def test_no_other_layer_takes_other_floats(name, dtype):
    build, shapes = OTHERS[name]
    layer, arrays = build(), [np.ones(shape) for shape in shapes]
    y, cache = layer.forward(*arrays)
    refused_at_each_place(layer.forward, arrays, dtype)
    refused_at_each_place(lambda dy: layer.backward(dy, cache), [np.ones_like(y)], dtype)


def test_no_embedding_takes_other_floats():
    embedding = layers.Embedding(4, D)
    _, cache = embedding.forward(np.zeros((T, B), int))
    refused_at_each_place(lambda dx: embedding.backward(dx, cache), [X], np.float16)


@pytest.mark.parametrize("dtype", [np.float16, np.longdouble, np.complex128, int])
@pytest.mark.parametrize("name", DTYPES)
def test_no_function_makes_other_floats(name, dtype):
    with pytest.raises(TypeError, match="dtype: expected float32 or float64"):
        DTYPES[name](
            (4, 4) if name != "sinusoidal_positions" else 4, *([4] * (name not in vars(init))), dtype=dtype
        )


@pytest.mark.parametrize("build", [RNN, GRU, Linear], ids=lambda build: build.__name__)
def test_a_module_of_other_floats_is_refused(build):
    torch = pytest.importorskip("torch")
    with pytest.raises(TypeError, match=r"expected torch.float32 or torch.float64"):
        rnnlib.interop.from_torch(getattr(torch.nn, build.__name__)(2, 3).half())
    layer = build(2, 3)
    name = next(iter(layer.params))
    layer.params[name] = layer.params[name].astype(np.float16)
    with pytest.raises(TypeError, match="expected dtype float64, got float16"):
        rnnlib.interop.to_torch(layer)


def test_floats_of_either_byte_order_are_floats():
    loss, dy = rnnlib.mse(X.astype(">f8"), 0 * Y)
    assert loss == D
    assert np.isfinite(dy).all()
    h, _ = RNN(D, H).forward(X.astype(">f4"))
    assert h.dtype == np.float64


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (rnnlib.mse, lambda masked: (X, masked(Y))),
        (rnnlib.mse, lambda masked: (X, Y, masked(MASK))),
        (rnnlib.softmax_cross_entropy, lambda masked: (X, masked(np.zeros((T, B), int)))),
        (lambda x: RNN(D, H).forward(x), lambda masked: (masked(X),)),
        (rnnlib.training.Batches, lambda masked: (masked(X),)),
    ],
)
def test_a_masked_array_is_refused_because_its_mask_would_be_ignored(function, arguments):
    options = {"batch_size": 2} if function is rnnlib.training.Batches else {}
    with pytest.raises(TypeError, match="expected a plain array, got a masked one"):
        function(*arguments(lambda array: np.ma.masked_array(array, mask=True)), **options)


def test_durations_are_no_integers():
    with pytest.raises(TypeError, match="lengths: expected integers, got dtype timedelta64"):
        sequences.mask_from_lengths(np.array([1, 2], "timedelta64[s]"))


@pytest.mark.parametrize("value", [np.inf, 10**400, -np.inf, np.nan])
@pytest.mark.parametrize(
    "make",
    [
        lambda value: SGD({"w": np.ones(1)}, value),
        lambda value: Adam({"w": np.ones(1)}, 0.1, eps=value),
        lambda value: Adam({"w": np.ones(1)}, 0.1, weight_decay=value),
        lambda value: schedules.cosine(value, 3),
        lambda value: init.small_normal((2, 2), scale=value),
    ],
)
def test_a_number_is_finite_where_it_is_not_said_otherwise(make, value):
    with pytest.raises(ValueError, match=r"expected (more than|at least) 0 and finite, got"):
        make(value)


def test_infinity_is_a_bound_that_never_binds():
    assert validation.check_number("bound", np.inf, 0, np.inf) == np.inf
    assert rnnlib.clip_grad_norm({"w": np.ones(4)}, np.inf)[1] == 2
    np.testing.assert_array_equal(rnnlib.clip_grad_value({"w": np.ones(4)}, np.inf)["w"], 1)
    assert rnnlib.check_gradients(
        lambda p: float(p["w"].sum()), {"w": np.ones(1)}, {"w": np.ones(1)}, tolerance=np.inf
    )


RAGGED = [[[1.0], [2.0]], [[3.0]]]


class Tensor:
    """As a tensor of PyTorch that tracks its gradient."""

    def __array__(self, *_, **__):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


@pytest.mark.parametrize(
    ("value", "error", "got"),
    [(RAGGED, ValueError, "list"), (Tensor(), TypeError, "Tensor: Can't call numpy")],
)
@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("x", lambda value: RNN(1, 2).forward(value)),
        ("mask", lambda value: RNN(1, 2).forward(X[..., :1], mask=value)),
        ("state0", lambda value: RNN(1, 2).forward(X[..., :1], value)),
        ("y", lambda value: rnnlib.mse(X, value)),
        ("targets", lambda value: rnnlib.softmax_cross_entropy(X, value)),
        ("tokens", lambda value: layers.Embedding(3, 2).forward(value)),
        (r"grads\['a'\]", lambda value: rnnlib.clip_grad_norm({"a": value}, 1.0)),
        (r"grads\['a'\]", lambda value: SGD({"a": np.ones(2)}, 0.1).step({"a": value})),
        (r"state\['step'\]", lambda value: SGD({"a": np.ones(2)}, 0.1).load_state({"step": value})),
        ("scores", lambda value: rnnlib.softmax(value)),
        (r"sequences\[0\]", lambda value: sequences.pad([value])),
    ],
)
def test_what_is_no_array_is_named(name, function, value, error, got):
    with pytest.raises(error, match=f"^{name}: expected an array, got {got}"):
        function(value)


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("grads", lambda value: SGD(dict(W), 0.1).step(value)),
        ("grads", lambda value: rnnlib.clip_grad_norm(value, 1.0)),
        ("grads", lambda value: rnnlib.clip_grad_value(value, 1.0)),
        ("grads", lambda value: rnnlib.check_gradients(lambda: 0.0, dict(W), value)),
        ("params", lambda value: rnnlib.check_gradients(lambda: 0.0, value, dict(W))),
        ("params", lambda value: SGD(value, 0.1)),
        ("params", lambda value: rnnlib.training.save("w.npz", value)),
        ("params", lambda value: rnnlib.training.load("w.npz", value)),
        ("state", lambda value: SGD(dict(W), 0.1).load_state(value)),
        ("parts", rnnlib.merge),
        (r"parts\['a'\]", lambda value: rnnlib.merge({"a": value})),
    ],
)
@pytest.mark.parametrize(
    "value", [({}, 1.0), [np.ones(2)], None, RNN(D, H)], ids=["tuple", "list", "None", "RNN"]
)
def test_a_dict_is_wanted_where_a_dict_is_wanted(name, function, value):
    with pytest.raises(TypeError, match=f"^{name}: expected a dict of arrays, got {type(value).__name__}$"):
        function(value)


@pytest.mark.parametrize("value", [[0.0] * H, None, 0.0])
def test_an_entry_of_params_is_an_array(value):
    rnn = RNN(D, H)
    rnn.params["b_h"] = value
    got = type(value).__name__
    with pytest.raises(TypeError, match=rf"params\['b_h'\]: expected dtype float64, got {got}$"):
        rnn.forward(X)


@pytest.mark.parametrize("make", [RNN, GRU, Linear, lambda D, H, dtype: init.xavier((D, H), dtype=dtype)])
@pytest.mark.parametrize(
    ("dtype", "got"), [("banana", "banana"), (3, "3"), (None, "None"), (">f8", ">f8"), ("<f8", ""), ("f", "")]
)
def test_a_dtype_is_one_that_numbers_are_computed_in(make, dtype, got):
    wrong = got if got or np.dtype(dtype).isnative else dtype
    if not wrong:
        make(D, H, dtype=dtype)
        return
    with pytest.raises(TypeError, match=f"^dtype: expected float32 or float64, got {wrong}$"):
        make(D, H, dtype=dtype)


OTHER_ORDER = np.dtype(float).newbyteorder("S")


def test_params_are_in_the_byte_order_of_the_machine():
    w = {"w": np.ones(2, OTHER_ORDER)}
    for function in (lambda: SGD(w, 0.1), lambda: rnnlib.check_gradients(lambda: 0.0, w, w)):
        with pytest.raises(
            TypeError, match=r"params\['w'\]: expected the byte order of this machine, got dtype"
        ):
            function()


def test_results_are_in_the_byte_order_of_the_machine():
    x = np.ones((T, B, D), OTHER_ORDER)
    results = [
        rnnlib.mse(x, x)[1],
        rnnlib.clip_grad_norm({"x": x}, 1.0)[0]["x"],
        rnnlib.softmax(x),
        sequences.reverse(x),
        sequences.pad([x[0].astype(">i4")[:, 0]])[0],
        layers.Dropout(0.5).forward(x)[0],
    ]
    assert all(result.dtype.isnative for result in results)


@pytest.mark.parametrize("value", [["tanh"], None, "sine"])
def test_a_choice_is_one_of_the_names(value):
    with pytest.raises(ValueError, match=r"nonlinearity: expected one of \['relu', 'tanh'\], got"):
        RNN(D, H, nonlinearity=value)
    with pytest.raises(ValueError, match=r"method: expected one of \['central', 'complex'\], got"):
        rnnlib.check_gradients(lambda: 0.0, {"w": np.ones(1)}, {"w": np.ones(1)}, method=value)


@pytest.mark.parametrize("optimizer", [SGD, Adam])
def test_an_optimiser_has_something_to_move(optimizer):
    with pytest.raises(ValueError, match="params: expected at least one array, got none"):
        optimizer({}, 0.1)
    with pytest.raises(ValueError, match=r"params\['w'\]: expected at least one entry, got shape \(0, 3\)"):
        optimizer({"w": np.zeros((0, 3))}, 0.1)


@pytest.mark.parametrize(
    "make",
    [
        lambda dtype, eps: Adam({"w": np.ones(1, dtype)}, 0.1, eps=eps),
        lambda dtype, eps: RMSprop({"w": np.ones(1, dtype)}, 0.1, eps=eps),
        lambda dtype, eps: layers.LayerNorm(3, eps=eps, dtype=dtype),
        lambda dtype, eps: layers.LayerNormRNN(D, H, eps=eps, dtype=dtype),
        lambda dtype, eps: layers.BatchNormRNN(D, H, 3, eps=eps, dtype=dtype),
    ],
)
def test_eps_is_more_than_zero_in_the_dtype_it_is_added_in(make):
    make(np.float64, 1e-50)
    make(np.float32, 1e-30)
    with pytest.raises(
        ValueError, match=r"eps: expected at least 1.18e-38, the smallest in float32, got 1e-50"
    ):
        make(np.float32, 1e-50)
