"""A checkpoint belongs to one run, told by all that its functions lead to; and to that run it stays open."""

import functools
import os
import random
import re
import subprocess
import sys
from collections import deque
from types import SimpleNamespace

import numpy as np
import pytest

from rnnlib import RNN, SGD, BatchNormRNN, Dropout, Linear, Stacked, merge, mse
from rnnlib.training import Batches, TruncatedBPTT, train

X = np.random.default_rng(0).normal(size=(4, 6, 1))
SHARED = {}


def linear():
    return Linear(1, 1, rng=np.random.default_rng(0))


def gradients(layer, x, y=None, loss=mse, scale=1.0):
    y_hat, cache = layer.forward(x)
    value, dy = loss(y_hat, x if y is None else y)
    return scale * value, layer.backward(scale * dy, cache)[1]


def squared(y_hat, y):
    return mse(y_hat, y)


def scaled(v):
    return lambda y_hat, y, mask=None: mse(y_hat, v * y, mask)


class Model:
    kind = "linear"

    def __init__(self, v):
        self.layer, self.x, self.log = linear(), v * X, []

    @property
    def data(self):
        return self.x

    def loss(self, batch):
        self.log.append(batch)
        return gradients(self.layer, self.data)

    def __call__(self, batch):
        return self.loss(batch)


class Slotted:
    __slots__ = ("rate", "unset")

    def __init__(self, rate):
        self.rate = rate


class Halves:
    """Batches of one's own."""

    def __init__(self, x):
        self.x = x

    def __len__(self):
        return 2

    def __getitem__(self, n):
        return self.x[:, 3 * n : 3 * n + 3]


# --- another run is told by what differs ---


def around(read):
    """Return a builder: a loss function that reads what `read(v)` gives it."""

    def build(v):
        layer, look = linear(), read(v)
        return {"loss_and_grads": lambda batch: gradients(layer, X, scale=look()), "layer": layer}

    return build


def in_global(v):
    SHARED["scale"] = v
    return lambda: SHARED["scale"]


def without_batch(layer, batch, scale):
    return gradients(layer, X, scale=scale)


def of_partial(v):
    layer = linear()
    return {"loss_and_grads": functools.partial(without_batch, layer, scale=v), "layer": layer}


def of_method(v):
    model = Model(v)
    return {"loss_and_grads": model.loss, "layer": model.layer}


def of_object(v):
    model = Model(v)
    return {"loss_and_grads": model, "layer": model.layer}


def of_model(v):
    model = Model(v)
    return {"loss_and_grads": lambda batch: model.loss(batch), "layer": model.layer}


def of_loss(v):
    layer, loss = linear(), (squared if v == 1 else mse)
    return {"loss_and_grads": lambda batch: gradients(layer, X, loss=loss), "layer": layer}


def of_layer(v):
    layer = RNN(1, 1, nonlinearity={1: "tanh", 2: "relu"}[v], rng=np.random.default_rng(0))

    def loss_and_grads(_):
        h, cache = layer.forward(X)
        return 1.0, layer.backward(h, cache)[2]

    return {"loss_and_grads": loss_and_grads, "layer": layer}


def of_dropout(v):
    layer, dropout, rng = linear(), Dropout(0.1 * v), np.random.default_rng(0)
    return {"loss_and_grads": lambda batch: gradients(layer, dropout.forward(X, rng=rng)[0]), "layer": layer,
            "extras": {"rng": rng}}  # fmt: skip


def of_bptt(**changed):
    def build(v):
        options = {name: value(v) for name, value in changed.items()}
        layer = RNN(1, 3, nonlinearity=options.pop("kind", "tanh"), rng=np.random.default_rng(0))
        readout, loss = Linear(3, 1, rng=np.random.default_rng(0)), options.pop("loss", mse)
        bptt = TruncatedBPTT(layer, readout, loss, X, X, 2, **options)
        return {"loss_and_grads": bptt, "layer": bptt, "batches": bptt.windows}

    return build


def of_batches(v):
    layer = linear()
    return {"loss_and_grads": lambda batch: gradients(layer, batch), "layer": layer, "batches": Halves(v * X)}


def of_shuffling(v):
    layer = linear()
    batches = Batches(X, batch_size=2, rng=np.random.default_rng(v))
    return {"loss_and_grads": lambda batch: gradients(layer, batch[0]), "layer": layer, "batches": batches}


def of_evaluation(v):
    layer, data = linear(), {"x": v * X}
    return {"loss_and_grads": lambda batch: gradients(layer, X), "layer": layer,
            "evaluate": lambda: gradients(layer, data["x"])[0]}  # fmt: skip


def of_code(v):
    layer = linear()
    one = lambda batch: gradients(layer, X, scale=1)  # noqa: E731
    two = lambda batch: gradients(layer, X, scale=2)  # noqa: E731
    return {"loss_and_grads": {1: one, 2: two}[v], "layer": layer}


OTHERS = {
    "v of look of loss_and_grads: 1 there, 2 here": around(lambda v: lambda: v),
    "v of look of loss_and_grads: 1 there, 2": around(lambda v: lambda: next(v for _ in range(1))),
    "s of look of loss_and_grads: 1 there": around(lambda v: lambda s=v: s),
    "s of look of loss_and_grads: 1 ": around(
        lambda v: (lambda *, s: s) if v == 0 else eval("lambda *, s=v: s", {"v": v})
    ),
    "d of look of loss_and_grads: {'s': 1} there": around(lambda v: (lambda d: lambda: d["s"])({"s": v})),
    "d of look of loss_and_grads: SHA-256": around(lambda v: (lambda d: lambda: d[0].sum())([v * X])),
    "d of look of loss_and_grads: deque([1]) there": around(lambda v: (lambda d: lambda: d[0])(deque([v]))),
    "d of look of loss_and_grads: ['1', '7'] there": around(lambda v: (lambda d: lambda: min(d))({v, 7})),
    "0 of d of look of loss_and_grads: SHA-256": around(lambda v: (lambda d: lambda: d[0].sum())((v * X, 1))),
    "SHARED of look of loss_and_grads: {'scale': 1} there": around(in_global),
    "s of o of look of loss_and_grads: 1 there": around(
        lambda v: (lambda o: lambda: o.s)(SimpleNamespace(s=v))
    ),
    "rate of o of look of loss_and_grads: 1 there": around(lambda v: (lambda o: lambda: o.rate)(Slotted(v))),
    "keywords of loss_and_grads: {'scale': 1} there, {'scale': 2} here": of_partial,
    "x of loss_and_grads: SHA-256": of_method,
    "x of loss_and_grads: SHA": of_object,
    "x of model of loss_and_grads: SHA": of_model,
    "loss of loss_and_grads: code ": of_loss,
    "nonlinearity of layer of loss_and_grads: 'tanh' there, 'relu' here": of_layer,
    "rate of dropout of loss_and_grads: 0.1 there, 0.2 here": of_dropout,
    "nonlinearity of layer of loss_and_grads: 'tanh' there": of_bptt(kind={1: "tanh", 2: "relu"}.get),
    "v of loss of loss_and_grads: 1 there": of_bptt(loss=scaled),
    "state0 of loss_and_grads: SHA-256": of_bptt(state0=lambda v: np.full((6, 3), float(v))),
    "k2: batches: SHA-256": of_bptt(k2=lambda v: v + 1),
    "x of batches: SHA-256": of_batches,
    "generators at the start: ": of_shuffling,
    "x of data of evaluate: SHA-256": of_evaluation,
    "loss_and_grads: code ": of_code,
}


def run(path, layer, epochs=2, **options):
    arguments = {"batches": [0], "epochs": epochs, "checkpoint": path, "progress": False, **options}
    return train(optimizer=SGD(layer.params, 0.1), **arguments)


@pytest.mark.parametrize("message", OTHERS)
def test_another_run_is_told_by_what_differs_and_the_same_is_known_again(tmp_path, message):
    build = OTHERS[message]
    history = run(tmp_path / "run.npz", **build(1))
    assert run(tmp_path / "run.npz", **build(1)) == history
    expected = "got another: " + re.escape(message.removeprefix("k2: "))
    with pytest.raises(ValueError, match=expected) as refusal:
        run(tmp_path / "run.npz", **build(2))
    assert str(refusal.value).endswith("by load(path, params, optimizer)")
    assert str(refusal.value).count(" there, ") == 1
    run(tmp_path / "run.npz", **build(1), epochs=3)


# --- what the file would forget ---


class Holder:
    def __init__(self, held):
        self.held = held

    def draw(self):
        return self.held.rng.random()


def drawing(rng):
    """Return functions that draw from a generator, each of which hides it in another place."""
    listed, named, inner = [rng], {"rng": rng}, SimpleNamespace(rng=rng)
    holder, bound = Holder(inner), rng.random
    return [
        lambda _: rng.random(),
        lambda _: listed[0].random(),
        lambda _: named["rng"].random(),
        lambda _, source=rng: source.random(),
        functools.partial(lambda source, _: source.random(), rng),
        lambda _: sum([rng.random() for _ in range(1)]),
        lambda _: next(rng.random() for _ in range(1)),
        lambda _: (lambda: rng.random())(),
        lambda _: inner.rng.random(),
        lambda _: holder.draw(),
        lambda _: bound(),
    ]


@pytest.mark.parametrize("n", range(11))
def test_a_generator_is_found_wherever_it_is(tmp_path, n):
    rng = np.random.default_rng(0)
    draw, layer = drawing(rng)[n], linear()

    def loss_and_grads(batch):
        return gradients(layer, X, scale=draw(batch))

    options = {"loss_and_grads": loss_and_grads, "layer": layer}
    with pytest.raises(ValueError, match=r"^extras: .* of loss_and_grads is not in it"):
        run(tmp_path / "run.npz", **options)
    run(tmp_path / "run.npz", **options, extras={"rng": rng})
    run(None, **options)  # nothing to forget without a file


OLD = np.random.RandomState(0)


@pytest.mark.parametrize(
    ("draw", "name"),
    [
        (lambda: np.random.rand(), "np.random.rand"),  # noqa: NPY002
        (lambda: sum([np.random.normal() for _ in range(1)]), "np.random.normal"),  # noqa: NPY002
        (lambda: random.random(), "random.random"),
        (lambda: random.gauss(0, 1), "random.gauss"),
        (lambda: OLD.rand(), "OLD"),
    ],
)
def test_random_numbers_that_no_checkpoint_keeps(tmp_path, draw, name):
    layer = linear()
    options = {"loss_and_grads": lambda _: gradients(layer, X, scale=abs(draw())), "layer": layer}
    with pytest.raises(
        ValueError, match=f"^{name} of draw of loss_and_grads: expected a generator np.random.d"
    ):
        run(tmp_path / "run.npz", **options)
    run(None, **options)


def test_what_only_looks_like_random_numbers_will_do(tmp_path):
    layer = linear()

    def loss_and_grads(_):
        fresh = np.random.default_rng(1)
        assert isinstance(fresh, np.random.Generator)
        return gradients(layer, X, scale=fresh.random())

    run(tmp_path / "run.npz", loss_and_grads=loss_and_grads, layer=layer)


@pytest.mark.parametrize("options", [{"checkpoint": True}, {"evaluate": lambda: 1.0, "patience": 2}])
@pytest.mark.parametrize(
    "hide", [lambda q: [q], lambda q: {"q": q}, lambda q: Stacked([q]), lambda q: Holder([q])]
)
def test_running_averages_are_found_wherever_they_are(tmp_path, options, hide):
    layer, readout = BatchNormRNN(1, 2, 4, rng=np.random.default_rng(0)), linear()
    hidden = hide(layer)

    def loss_and_grads(_):
        assert hidden is not None
        return gradients(readout, X)

    path, options = (None, options) if "patience" in options else (tmp_path / "run.npz", {})
    with pytest.raises(ValueError, match=r"^extras: .*mean_x'\] of .*hidden of loss_and_grads is not in it"):
        run(path, readout, loss_and_grads=loss_and_grads, **options)
    run(path, readout, loss_and_grads=loss_and_grads, extras=layer.running, **options)


def test_a_run_with_a_hidden_generator_resumes_bit_for_bit(tmp_path):
    def epochs(*numbers):
        for n in numbers:
            layer, dropout, tools = linear(), Dropout(0.5), {"rng": np.random.default_rng(1)}

            def loss_and_grads(_, layer=layer, dropout=dropout, tools=tools):
                return gradients(layer, dropout.forward(X, rng=tools["rng"])[0])

            history = run(path, layer, n, loss_and_grads=loss_and_grads, extras=tools)
        return history

    path = tmp_path / "whole.npz"
    whole = epochs(4)
    path = tmp_path / "parts.npz"
    assert epochs(2, 4) == whole


# --- what changes in the course of a run does not make it another ---


def logging(layer):
    """Return functions that leave something behind, each in another place."""
    listed, named, counted, memo, deep = [], {"loss": []}, SimpleNamespace(steps=0), {}, {"log": {"n": [X]}}
    array, late = np.zeros(3), [False]
    steps = 0

    def nonlocally(batch):
        nonlocal steps
        steps += 1
        return gradients(layer, X)

    def attribute(batch):
        attribute.calls = getattr(attribute, "calls", 0) + 1
        return gradients(layer, X)

    def default(batch, log=[]):  # noqa: B006
        log.append(batch)
        return gradients(layer, X)

    def in_place(batch):
        array[0] += 1
        return gradients(layer, X)

    def lately(batch):
        counted.steps += 1
        late[0] = counted.steps > 1
        return gradients(layer, X)

    def memory(batch):
        memo[f"n = {len(memo)}"] = np.ones(len(memo))
        return gradients(layer, X)

    def as_object(batch):
        counted.steps += 1
        return gradients(layer, X)

    def nested(batch):
        deep["log"][str(len(deep["log"]))] = deep
        return gradients(layer, X)

    def after(keep):
        def loss_and_grads(batch):
            result = gradients(layer, X)
            keep(result[0])
            return result

        return loss_and_grads

    return [after(listed.append), after(lambda loss: named["loss"].append(loss)), nonlocally, attribute,
            default, in_place, lately, memory, as_object, nested]  # fmt: skip


@pytest.mark.parametrize("n", range(10))
def test_what_changes_while_training_does_not_make_another_run(tmp_path, n):
    path = tmp_path / "run.npz"
    expected = run(
        None, **(lambda layer: {"layer": layer, "loss_and_grads": logging(layer)[n]})(linear()), epochs=4
    )
    layer = linear()
    loss_and_grads = logging(layer)[n]
    run(path, layer, 1, loss_and_grads=loss_and_grads)
    run(path, layer, 2, loss_and_grads=loss_and_grads)  # the cell of a notebook once more
    run(path, layer, 2, loss_and_grads=loss_and_grads)
    layer = linear()
    loss_and_grads = logging(layer)[n]
    run(path, layer, 3, loss_and_grads=loss_and_grads)  # another process
    assert run(path, layer, 4, loss_and_grads=loss_and_grads) == expected


def test_beside_what_changes_the_rest_still_counts(tmp_path):
    def options(scale):
        layer, kept = linear(), {"log": [], "x": scale * X}

        def loss_and_grads(batch):
            kept["log"].append(batch)
            return gradients(layer, kept["x"])

        return {"layer": layer, "loss_and_grads": loss_and_grads}

    run(tmp_path / "run.npz", **options(1))
    with pytest.raises(ValueError, match="got another: x of kept of loss_and_grads: SHA-256"):
        run(tmp_path / "run.npz", **options(2))


def test_a_finished_run_is_known_in_its_own_process_whatever_is_drawn_afterwards(tmp_path):
    options = of_shuffling(1)
    history = run(tmp_path / "run.npz", **options)
    options["batches"].rng.random(5)
    assert run(tmp_path / "run.npz", **options) == history


SCRIPT = """
import functools, random
import numpy as np
from rnnlib import *
from rnnlib import schedules
from rnnlib.training import *
{comment}
WORDS, SETTINGS = {{"one", "two", "three"}}, {{"lam": 0.1, "names": frozenset("abc"), "f": np.tanh}}

class Model:
    def __init__(self):
        self.layer, self.log = Linear(1, 1, rng=np.random.default_rng(0)), []
        self.object, self.start = object(), functools.partial(self.loss, lam=SETTINGS["lam"])

    def loss(self, batch, lam):
        {comment}
        x = np.ones((3, 2, 1)) if "two" in {{"one", "two"}} and "one" in WORDS else None
        y, cache = self.layer.forward(x)
        loss, dy = mse(y, (lambda: SETTINGS["f"](2 * x))())
        self.log.append(loss)
        return loss + lam, self.layer.backward(dy, cache)[1]

model = Model()
rng = np.random.default_rng(5)
batches = Batches(np.ones((3, 4, 1)), batch_size=2, rng=rng)
adam = Adam(model.layer.params, schedules.cosine(0.1, 9))
print(train(model.start, adam, batches, {epochs}, checkpoint={path!r}, progress=False))
"""


def test_the_same_script_is_known_in_every_process_with_other_comments_too(tmp_path):
    def finish(epochs, path, seed, comment=""):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        script = SCRIPT.format(epochs=epochs, path=str(path), comment=comment)
        return subprocess.run(
            [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
        ).stdout

    whole = finish(4, tmp_path / "whole.npz", 0)
    finish(2, tmp_path / "parts.npz", 1)
    assert finish(4, tmp_path / "parts.npz", 2, "# and more") == whole
    assert finish(4, tmp_path / "parts.npz", 3) == whole


def test_the_cell_of_a_notebook_run_again_is_the_same_run(tmp_path):
    cell = SCRIPT.format(epochs=3, path=str(tmp_path / "run.npz"), comment="").replace("print", "history = ")
    namespace = {"__name__": "__main__"}
    exec(cell, namespace)
    first = namespace["history"]
    exec(cell, namespace)
    assert namespace["history"] == first


def test_layers_in_a_merged_dict_are_the_runs_own(tmp_path):
    def options():
        layer, readout = RNN(1, 2, rng=np.random.default_rng(0)), linear()
        params = merge({"r": layer.params, "l": readout.params})

        def loss_and_grads(_):
            return 1.0, {name: params[name] for name in params}

        return SimpleNamespace(params=params), loss_and_grads

    for _ in range(2):
        layer, loss_and_grads = options()
        run(tmp_path / "run.npz", layer, loss_and_grads=loss_and_grads)
        run(tmp_path / "run.npz", layer, loss_and_grads=loss_and_grads)
