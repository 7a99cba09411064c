"""What a long run will need of its checkpoint is looked at before the first step."""

import re
from functools import partial
from types import MethodType

import numpy as np
import pytest

from rnnlib import (
    RNN,
    SGD,
    Adam,
    BatchNormRNN,
    Bidirectional,
    Dropout,
    Linear,
    RMSprop,
    Stacked,
    mse,
    schedules,
)
from rnnlib.training import Batches, TruncatedBPTT, train

X = np.random.default_rng(7).normal(size=(4, 6, 2))


def call(**changes):
    """Return the arguments of a small run; `steps` counts what it took."""
    w = changes.pop("w", 4.0)
    params = {"w": np.array([w, -2.0])}
    steps = []

    def loss_and_grads(batch):
        steps.append(batch)
        return float(params["w"] @ params["w"]), {"w": 2 * params["w"] + np.mean(batch[0])}

    optimizer = changes.pop("optimizer", lambda params: SGD(params, 0.1, momentum=0.5))(params)
    arguments = {
        "loss_and_grads": loss_and_grads,
        "optimizer": optimizer,
        "batches": Batches(X, batch_size=2),
        "epochs": 3,
        "max_norm": 1.0,
        "progress": False,
        **changes,
    }
    return arguments, params, steps


# --- a file that cannot be written ---


@pytest.mark.parametrize(
    ("checkpoint", "error", "message"),
    [
        ("no/such/dir/a.npz", FileNotFoundError, "a file that can be written, got '.*a.npz': No such file"),
        ("file/a.npz", NotADirectoryError, "a file that can be written, got '.*a.npz': Not a directory"),
        ("folder.npz", IsADirectoryError, "the name of a file, got the folder '.*folder.npz'"),
        ("a", ValueError, r"a name ending in \.npz, got '.*a'"),
    ],
)
def test_where_nothing_can_be_written_no_step_is_taken(tmp_path, checkpoint, error, message):
    (tmp_path / "file").touch()
    (tmp_path / "folder.npz").mkdir()
    arguments, _, steps = call(checkpoint=tmp_path / checkpoint)
    with pytest.raises(error, match=f"^checkpoint: expected {message}"):
        train(**arguments)
    assert steps == []
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("fails", ["numpy.lib.format.write_array", "builtins.open"])
@pytest.mark.parametrize("exists", [False, True])
def test_a_full_or_read_only_disk_is_noticed_before_the_first_step(tmp_path, monkeypatch, fails, exists):
    path = tmp_path / "run.npz"
    if exists:
        train(**call(checkpoint=path)[0])
    files = {name: name.read_bytes() for name in tmp_path.iterdir()}
    normal = open

    def full(*args, **kwargs):
        if fails == "builtins.open" and args[1:2] != ("xb",):
            return normal(*args, **kwargs)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fails, full)
    arguments, _, steps = call(checkpoint=path, epochs=9)
    with pytest.raises(OSError, match=r"^checkpoint: .*run\.npz': No space left on device"):
        train(**arguments)
    assert steps == []
    assert {name: name.read_bytes() for name in tmp_path.iterdir()} == files


def test_an_array_that_cannot_be_stored_is_noticed_before_the_first_step(tmp_path):
    arguments, _, steps = call(checkpoint=tmp_path / "run.npz", extras={"odd": np.array([{}])})
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        train(**arguments)
    assert steps == []
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_failed_before_its_first_step_leaves_no_file_in_the_way(tmp_path):
    arguments, *_ = call(checkpoint=tmp_path / "run.npz", loss_and_grads=lambda batch: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        train(**arguments)
    assert list(tmp_path.iterdir()) == []


# --- a file of another run ---


def changed(array, *place):
    other = array.copy()
    other[place] += 1
    return other


MASK = np.ones((4, 6), bool)
OTHERS = {
    "optimizer: SGD there, Adam here": {"optimizer": lambda p: Adam(p, 0.1)},
    "lr: 0.1 there, 0.2 here": {"optimizer": lambda p: SGD(p, 0.2, momentum=0.5)},
    "momentum: 0.5 there, 0.6 here": {"optimizer": lambda p: SGD(p, 0.1, momentum=0.6)},
    "nesterov: False there, True here": {"optimizer": lambda p: SGD(p, 0.1, momentum=0.5, nesterov=True)},
    "max_norm: 1.0 there, 2.0 here": {"max_norm": 2.0},
    "max_norm: 1.0 there, None here": {"max_norm": None},
    "evaluate: None there, code ": {"evaluate": lambda: 1.0},
    "batch_size of batches: 2 there, 3 here": {"batches": Batches(X, batch_size=3)},
    "arrays of batches: SHA-256": {"batches": Batches(changed(X, 2, 3, 1), batch_size=2)},
    "number of batches: 3 there, 4 here": {"batches": Batches(X[:, [0, 1, 2, 3, 4, 5, 0]], batch_size=2)},
    "batches: 'Batches' there, SHA-256": {"batches": [X, X, X]},
}


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.parametrize("message", OTHERS)
def test_another_run_is_refused_and_what_differs_is_said(tmp_path, message, more):
    path = tmp_path / "run.npz"
    train(**call(checkpoint=path)[0])
    before = path.read_bytes()
    arguments, params, steps = call(checkpoint=path, epochs=3 + more, **OTHERS[message])
    with pytest.raises(ValueError, match=re.escape(message)) as refusal:
        train(**arguments)
    assert str(refusal.value).startswith(f"{path}: expected a checkpoint of this run of train, got another: ")
    assert steps == []
    assert list(params["w"]) == [4.0, -2.0]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        (lambda p: Adam(p, 0.1), lambda p: Adam(p, 0.1, betas=(0.9, 0.9)), "betas: (0.9, 0.999) there"),
        (lambda p: Adam(p, 0.1), lambda p: Adam(p, 0.1, eps=1e-6), "eps: 1e-08 there, 1e-06 here"),
        (lambda p: Adam(p, 0.1), lambda p: Adam(p, 0.1, weight_decay=0.5), "weight_decay: 0.0 there, 0.5"),
        (lambda p: RMSprop(p, 0.1), lambda p: RMSprop(p, 0.1, decay=0.9), "decay: 0.99 there, 0.9 here"),
        (lambda p: SGD(p, 0.1), lambda p: SGD(p, lambda n: 0.1 if n < 8 else 0.2), "lr: 0.1 there, SHA-256"),
        (
            lambda p: SGD(p, schedules.cosine(0.1, 9)),
            lambda p: SGD(p, schedules.cosine(0.1, 10)),
            "lr: SHA-256",
        ),
        (
            lambda p: SGD(p, lambda n: 0.1 + (n == 8)),
            lambda p: SGD(p, lambda n: 0.1 + (n == 7)),
            "lr: SHA-256",
        ),
    ],
)
def test_every_setting_of_an_optimiser_counts(tmp_path, one, other, message):
    path = tmp_path / "run.npz"
    train(**call(checkpoint=path, optimizer=one)[0])
    train(**call(checkpoint=path, optimizer=one)[0])
    with pytest.raises(ValueError, match=re.escape(message)):
        train(**call(checkpoint=path, optimizer=other)[0])


@pytest.mark.parametrize("batches", [[(X, None), (X, MASK)], (X, X[:2]), [1, "b", 2.5], range(3)])
def test_the_contents_of_a_list_of_batches_count(tmp_path, batches):
    arguments = {"loss_and_grads": lambda _: (1.0, {"w": np.ones(2)}), "checkpoint": tmp_path / "run.npz"}
    train(**call(batches=batches, **arguments)[0])
    train(**call(batches=batches, **{**arguments, "loss_and_grads": lambda _: (1.0, {"w": np.ones(2)})})[0])
    other = range(1, 4) if isinstance(batches, range) else [*batches[:-1], changed(X, 0)]
    with pytest.raises(ValueError, match=r"got another: batches: (SHA-256|tuple of 2|\[1, 'b'|range)"):
        train(**call(batches=other, **arguments)[0])


def test_data_that_the_function_refers_to_count(tmp_path):
    def run(x, y, y_new):
        params = {"w": np.zeros(2)}
        pair = (x, y)

        def predict(n):
            return pair[0][n] @ params["w"]

        def loss_and_grads(n):
            error = predict(n) - pair[1][n]
            return float(error**2), {"w": 2 * error * pair[0][n]}

        def evaluate():
            return float(np.sum(y_new))

        options = {"evaluate": evaluate, "checkpoint": tmp_path / "run.npz", "progress": False}
        return train(loss_and_grads, SGD(params, 0.1), range(3), 2, **options)

    x, y = np.arange(6.0).reshape(3, 2), np.arange(3.0)
    assert run(x, y, y) == run(x.copy(), y.copy(), y.copy())
    for other, name in (
        ((changed(x, 0), y, y), "0 of pair of loss_and_grads: SHA-256"),
        ((x, changed(y, 0), y), "1 of pair of loss_and_grads: SHA-256"),
        ((x, y, changed(y, 0)), "y_new of evaluate: SHA-256"),
    ):
        with pytest.raises(ValueError, match=f"got another: .*{name}"):
            run(*other)


def test_the_record_and_the_loss_of_truncated_bptt_count(tmp_path, rng):
    def run(x, loss=mse, k1=2):
        built = np.random.default_rng(0)
        bptt = TruncatedBPTT(RNN(2, 3, rng=built), Linear(3, 2, rng=built), loss, x, X, k1)
        return train(bptt, SGD(bptt.params, 0.1), bptt.windows, 2, progress=False, checkpoint=path)

    path = tmp_path / "run.npz"
    assert run(X) == run(X.copy())
    for arguments, name in (
        ((changed(X, 0),), "x of loss_and_grads: SHA-256"),
        ((X, lambda *given: mse(*given)), "loss of loss_and_grads: 'mse' there"),
        ((X, mse, 1), "number of batches: 2 there, 4 here; batches: SHA-256"),
    ):
        with pytest.raises(ValueError, match=name):
            run(*arguments)


@pytest.mark.parametrize(
    ("optimizer", "message"),
    [
        (SGD({"w": np.zeros(3)}, 0.1, momentum=0.5), "expected params/w to be float64 (3,)"),
        (SGD({"v": np.zeros(2)}, 0.1, momentum=0.5), "expected params with ['v'], the file has ['w']"),
        (SGD({"w": np.zeros(2, np.float32)}, 0.1, momentum=0.5), "expected params/w to be float32 (2,)"),
    ],
)
def test_other_parameters(tmp_path, optimizer, message):
    options = {"checkpoint": tmp_path / "run.npz", "loss_and_grads": lambda _: (1.0, {"w": np.ones(2)})}
    train(**call(**options)[0])
    arguments, *_ = call(optimizer=lambda params: optimizer, **options)
    with pytest.raises(ValueError, match=re.escape(message)):
        train(**arguments)


@pytest.mark.parametrize("extras", [{"noise": np.random.default_rng(0)}, {"mean": np.zeros(1)}])
def test_other_extras(tmp_path, extras):
    train(**call(checkpoint=tmp_path / "run.npz")[0])
    with pytest.raises(ValueError, match=r"expected a checkpoint of this run|expected extras with"):
        train(**call(checkpoint=tmp_path / "run.npz", extras=extras)[0])


def test_patience_where_the_file_holds_no_best_model(tmp_path):
    train(**call(checkpoint=tmp_path / "run.npz", evaluate=lambda: 1.0)[0])
    arguments, _, steps = call(checkpoint=tmp_path / "run.npz", evaluate=lambda: 1.0, patience=2, epochs=5)
    with pytest.raises(ValueError, match=re.escape("expected best params with ['w'], the file has []")):
        train(**arguments)
    assert steps == []


def test_the_finished_run_of_another_seed_is_not_the_answer(tmp_path):
    path = tmp_path / "run.npz"
    train(**call(checkpoint=path)[0])
    with pytest.raises(ValueError, match=r"got another: weights at the start: .* there, .* here"):
        train(**call(checkpoint=path, w=5.0)[0])
    arguments, *_ = call(checkpoint=path)
    again = train(**arguments)  # the same seed
    assert train(**arguments) == again  # in the same process, with the weights it ended with
    arguments, _, steps = call(checkpoint=path, w=5.0, epochs=4)
    train(**arguments)  # an unfinished run goes on, whatever an unseeded script began with this time
    assert len(steps) == 3


def test_the_best_weights_at_the_end_of_a_finished_run_are_known_too(tmp_path):
    numbers = iter([1.0, 2.0, 3.0])
    arguments, params, _ = call(
        checkpoint=tmp_path / "run.npz", evaluate=lambda: next(numbers), patience=9, epochs=3
    )
    first = train(**arguments)
    best = params["w"].copy()
    assert train(**arguments) == first
    np.testing.assert_array_equal(params["w"], best)


def test_fewer_epochs_than_were_taken(tmp_path):
    train(**call(checkpoint=tmp_path / "run.npz")[0])
    with pytest.raises(ValueError, match=r"epochs: expected at least the 3 epochs of .*run\.npz, got 2"):
        train(**call(checkpoint=tmp_path / "run.npz", epochs=2)[0])


# --- what the file would forget ---


def noisy(noise, extras, checkpoint, **options):
    dropout, params = Dropout(0.5), {"w": np.ones(2)}

    def drop(x):
        return dropout.forward(x, rng=noise)[0]

    def loss_and_grads(_):
        return 1.0, {"w": drop(np.ones((1, 1, 2)))[0, 0]}

    options = {"extras": extras, "checkpoint": checkpoint, "progress": False, **options}
    return train(loss_and_grads, SGD(params, 0.1), [0], 2, **options)


def test_a_generator_that_the_file_would_forget(tmp_path):
    noise = np.random.default_rng(0)
    with pytest.raises(
        ValueError, match=r"^extras: expected all that changes .* noise of drop of loss_and_grads is not in"
    ):
        noisy(noise, {}, tmp_path / "run.npz")
    noisy(noise, {"noise": noise}, tmp_path / "run.npz")
    noisy(noise, {}, None)  # nothing to forget without a file


@pytest.mark.parametrize("options", [{"checkpoint": "run.npz"}, {"evaluate": lambda: 1.0, "patience": 2}])
@pytest.mark.parametrize("stacked", [False, True])
def test_running_averages_that_would_be_forgotten(tmp_path, rng, options, stacked):
    layer = BatchNormRNN(2, 3, 4, rng=rng)
    layer = Stacked([layer, Bidirectional(RNN(3, 1, rng=rng), RNN(3, 1, rng=rng))]) if stacked else layer
    model = (layer, "a name")

    def loss_and_grads(x):
        h, cache = model[0].forward(x, training=True)
        model[0].update_running(cache)
        return 1.0, model[0].backward(np.ones_like(h), cache)[2]

    if "checkpoint" in options:
        options = {"checkpoint": tmp_path / "run.npz"}
    arguments = {"epochs": 2, "progress": False, **options}
    sgd = SGD(layer.params, 0.1)
    with pytest.raises(
        ValueError, match=r"running\['.*mean_x'\] of 0 of model of loss_and_grads is not in it"
    ):
        train(loss_and_grads, sgd, [X], **arguments)
    assert all(not a.any() for name, a in layer.running.items() if "mean" in name)
    train(loss_and_grads, sgd, [X], extras=layer.running, **arguments)


def test_a_method_and_its_object(tmp_path):
    class Model:
        def __init__(self):
            self.params, self.noise, self.carried = {"w": np.ones(1)}, np.random.default_rng(0), np.zeros(1)

        def loss_and_grads(self, batch):
            self.carried = self.carried + 1
            return self.noise.random(), {"w": np.ones(1)}

    model = Model()
    arguments = {"progress": False, "checkpoint": tmp_path / "run.npz"}
    call = model.loss_and_grads, SGD(model.params, 0.1), [0], 2
    with pytest.raises(ValueError, match="noise of loss_and_grads is not in it"):
        train(*call, **arguments)
    history = train(*call, **arguments, extras={"noise": model.noise})
    assert train(*call, **arguments, extras={"noise": model.noise}) == history


class Slotted:
    __slots__ = ("w",)

    def __init__(self):
        self.w = np.ones(1)

    def method(self, batch):
        return 1.0, {"w": self.w}

    @classmethod
    def class_method(cls, batch):
        return 1.0, {"w": np.ones(1)}

    def __call__(self, batch):
        return self.method(batch)


@pytest.mark.parametrize(
    "loss_and_grads", [Slotted().method, Slotted.class_method, Slotted(), partial(Slotted.method, Slotted())]
)
def test_whatever_can_be_called_will_do(tmp_path, loss_and_grads):
    arguments = {"progress": False, "checkpoint": tmp_path / "run.npz"}
    history = train(loss_and_grads, SGD({"w": np.ones(1)}, 0.1), [0], 2, **arguments)
    assert history.loss == [1.0, 1.0]


def test_a_method_that_is_no_function_of_python(tmp_path):
    loss_and_grads = MethodType(Slotted(), 0)  # called with 0, whatever the batch
    arguments = {"progress": False, "checkpoint": tmp_path / "run.npz"}
    history = train(lambda _: loss_and_grads(), SGD({"w": np.ones(1)}, 0.1), [0], 2, **arguments)
    assert history.loss == [1.0, 1.0]
