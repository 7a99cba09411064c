"""Weights to a file and back in place. What the file itself withstands: see test_training_storage.py."""

import numpy as np
import pytest
from stored_weights import D, H, bits, model, refused

from rnnlib import GRU, LSTM, RNN, SGD, Adam, BatchNormRNN, Bidirectional, RMSprop, Stacked
from rnnlib.training import load, save


def used(kind, params, rng, **options):
    """Return an optimiser that has taken some steps."""
    optimizer = kind(params, lr=0.1, **options)
    for _ in range(3):
        optimizer.step({name: rng.normal(size=a.shape).astype(a.dtype) for name, a in params.items()})
    return optimizer


@pytest.fixture
def saved(tmp_path, rng):
    """Return a path with weights in it, and the weights."""
    params = model(rng)
    save(tmp_path / "w.npz", params)
    return tmp_path / "w.npz", params


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("kind", "options"), [(SGD, {}), (SGD, {"momentum": 0.9}), (RMSprop, {}), (Adam, {})]
)
def test_weights_and_optimiser_come_back_in_place_and_go_on_alike(tmp_path, rng, dtype, kind, options):
    params = model(rng, dtype)
    optimizer = used(kind, params, rng, **options)
    save(tmp_path / "w.npz", params, optimizer)
    again = model(np.random.default_rng(5), dtype)
    arrays = dict(again)
    other = kind(again, lr=0.1, **options)
    load(tmp_path / "w.npz", again, other)
    assert all(again[name] is array for name, array in arrays.items())
    assert bits(again) == bits(params)
    assert bits(other.state) == bits(optimizer.state)
    grads = {name: rng.normal(size=a.shape).astype(dtype) for name, a in params.items()}
    optimizer.step(grads)
    other.step(grads)
    assert bits(again) == bits(params)


def test_composite_layers_and_running_averages(tmp_path, rng):
    def build(rng):
        return Stacked([Bidirectional(LSTM(D, H, rng=rng), GRU(D, H, rng=rng)), RNN(2 * H, H, rng=rng)])

    first, second = build(rng), build(rng)
    save(tmp_path / "w.npz", first.params)
    load(tmp_path / "w.npz", second.params)
    assert bits(first.params) == bits(second.params)
    x = rng.normal(size=(4, 2, D))
    np.testing.assert_array_equal(first.forward(x)[0], second.forward(x)[0])

    first, second = BatchNormRNN(D, H, 4, rng=rng), BatchNormRNN(D, H, 4, rng=rng)
    first.update_running(first.forward(x, training=True)[1])
    save(tmp_path / "b.npz", first.params, extras=first.running)
    load(tmp_path / "b.npz", second.params, extras=second.running)
    assert bits(first.running) == bits(second.running)
    np.testing.assert_array_equal(first.forward(x)[0], second.forward(x)[0])


def test_any_name_of_a_parameter_will_do(tmp_path):
    params = {name: np.ones(2) for name in ("file", "format", "sha256", "run", "a/b", "ä ∂", "x.npy", "0.W")}
    save(tmp_path / "w.npz", params)
    again = {name: np.zeros(2) for name in params}
    load(tmp_path / "w.npz", again)
    assert bits(again) == bits(params)


def test_weights_alone_from_a_file_that_holds_more(tmp_path, rng):
    params = model(rng)
    save(tmp_path / "w.npz", params, used(Adam, params, rng))
    again = model(rng)
    load(tmp_path / "w.npz", again)
    assert bits(again) == bits(params)


def test_a_name_without_npz(tmp_path, rng):
    with pytest.raises(ValueError, match=r"path: expected a name ending in \.npz, got .*w\.pkl'"):
        save(tmp_path / "w.pkl", model(rng))


def test_no_optimiser_and_no_path(tmp_path, rng):
    with pytest.raises(TypeError, match="optimizer: expected one such as SGD or Adam, got dict"):
        save(tmp_path / "w.npz", model(rng), {"a": 1})
    with pytest.raises(TypeError, match="optimizer: expected one such as SGD or Adam, got dict"):
        load(tmp_path / "w.npz", model(rng), {"a": 1})
    with pytest.raises(TypeError, match=r"path: expected the name of a file, got 3 \(int\)"):
        save(3, model(rng))


def test_no_file(tmp_path, rng):
    with pytest.raises(FileNotFoundError, match=r"none\.npz"):
        load(tmp_path / "none.npz", model(rng))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"W_hh": np.zeros((H, H + 1))}, r"expected params/W_hh to be float64 \(3, 4\), .* float64 \(3, 3\)"),
        ({"W_hh": np.zeros((H, H), np.float32)}, r"expected params/W_hh to be float32 \(3, 3\)"),
        ({"W_new": np.zeros(1)}, r"expected params with \[.*'W_new'.*\], the file has \['W_hh'"),
    ],
)
def test_a_file_of_another_model_is_refused(saved, change, message):
    path, params = saved
    refused(path, message, {**params, **change})


def test_a_file_without_the_optimiser_asked_for_is_refused(tmp_path, rng):
    params = model(rng)
    save(tmp_path / "w.npz", params, used(SGD, params, rng, momentum=0.5))
    refused(tmp_path / "w.npz", "expected optimizer with", params, optimizer=Adam(params, lr=0.1))
    save(tmp_path / "w.npz", params)
    refused(
        tmp_path / "w.npz", "expected optimizer with .* the file has \\[\\]", params, optimizer=SGD(params, 1)
    )
    refused(tmp_path / "w.npz", "expected extras", params, extras={"mean": np.zeros(1)})


def test_fortran_order_and_views_are_kept_by_value(tmp_path, rng):
    base = rng.normal(size=(4, 6))
    params = {"F": np.asfortranarray(base), "view": base[::2, ::-1], "none": base[:0], "zero": np.array(2.5)}
    save(tmp_path / "w.npz", params)
    again = {name: np.zeros(array.shape) for name, array in params.items()}
    load(tmp_path / "w.npz", again)
    for name, array in params.items():
        np.testing.assert_array_equal(again[name], array)


@pytest.mark.parametrize("where", ["params", "optimizer", "extras"])
def test_a_read_only_array_is_refused_and_nothing_is_changed(tmp_path, rng, where):
    params, extras = model(rng), {"a": np.zeros(1), "mean": np.zeros(2)}
    save(
        tmp_path / "w.npz",
        params,
        used(Adam, params, rng),
        extras={name: a + 1 for name, a in extras.items()},
    )
    again = model(np.random.default_rng(5))
    adam = Adam(again, 0.1)
    groups = {"params": again, "optimizer": adam.state, "extras": extras}
    name = [*groups[where]][-1]
    groups[where][name].flags.writeable = False
    message = rf"{where}\['{name}'\]: expected an array that can be written to, got a read-only one"
    before = {group: bits(arrays) for group, arrays in groups.items()}
    with pytest.raises(ValueError, match=message):
        load(tmp_path / "w.npz", again, adam, extras=extras)
    assert {group: bits(arrays) for group, arrays in groups.items()} == before


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ([RNN(D, H)], {}, "params: expected a dict of arrays, got RNN"),
        ([{"w": [1.0]}], {}, r"params\['w'\]: expected an array, got list"),
        ([{"w": [[1.0], [1.0, 2.0]]}], {}, r"params\['w'\]: expected an array, got list"),
        ([{"w": np.ones(1)}, {"a": np.ones(1)}], {}, "optimizer: expected one such as SGD or Adam, got dict"),
        ([{"w": np.ones(1)}], {"extras": [np.ones(1)]}, "extras: expected a dict of arrays, got list"),
    ],
)
@pytest.mark.parametrize("function", [save, load])
def test_arguments_of_another_kind_are_named(saved, function, arguments, options, message):
    path, _ = saved
    before = path.read_bytes()
    with pytest.raises(TypeError, match=message):
        function(path, *arguments, **options)
    assert path.read_bytes() == before


def test_a_path_that_is_none_is_named(rng):
    with pytest.raises(TypeError, match="path: expected the name of a file, got 3"):
        save(3, model(rng))
