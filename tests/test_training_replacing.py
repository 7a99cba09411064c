"""A file is whole old or whole new, whoever else writes it or reads it."""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor

import file_traffic
import numpy as np
import pytest

from rnnlib.training import load, replacing, save
from rnnlib.training.replacing import check_replaceable

SPAWN = multiprocessing.get_context("spawn")


def value(path):
    params = {"W": np.zeros(1)}
    load(path, params)
    return params["W"][0]


def write(path, number):
    save(path, {"W": np.array([float(number)])})


def test_three_writers_and_two_readers(tmp_path):
    path = tmp_path / "w.npz"
    file_traffic.write(path, 0, 1)
    with ProcessPoolExecutor(5, mp_context=SPAWN) as pool:
        writers = [pool.submit(file_traffic.write, path, number, 60) for number in (1, 2, 3)]
        readers = [pool.submit(file_traffic.read, path, 150) for _ in range(2)]
        assert [writer.result() for writer in writers] == [0, 0, 0]
        for found, errors in (reader.result() for reader in readers):
            assert errors == 0
            assert found <= {0, 1, 2, 3}
    assert list(tmp_path.iterdir()) == [path]


def test_the_next_writer_removes_what_a_killed_one_left(tmp_path):
    path = tmp_path / "w.npz"
    process = SPAWN.Process(target=file_traffic.die_while_writing, args=(path,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert left != path
    write(path, 1)
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_of_a_living_writer_is_not_taken_for_abandoned(tmp_path):
    path, source = tmp_path / "w.npz", tmp_path / "source.npz"
    write(source, 1)
    with replacing.replacing(path) as file:
        write(path, 2)
        assert value(path) == 2
        file.write(source.read_bytes())
    assert value(path) == 1


def test_a_writer_whose_file_was_taken_before_it_was_locked_makes_another(tmp_path, monkeypatch):
    path = tmp_path / "w.npz"
    lock, calls = replacing._lock, []

    def late(file, wait):
        calls.append(file.name)
        if len(calls) == 1:
            os.unlink(file.name)
        return lock(file, wait)

    monkeypatch.setattr(replacing, "_lock", late)
    write(path, 1)
    assert value(path) == 1
    assert len(set(calls)) == 2


def test_files_of_others_stay(tmp_path):
    others = [tmp_path / name for name in ("w.npz.tmp", "w.npz.old.tmp", f"v.npz.{'0' * 32}.tmp")]
    for other in others:
        other.touch()
    write(tmp_path / "w.npz", 1)
    assert sorted(tmp_path.iterdir()) == sorted([*others, tmp_path / "w.npz"])


@pytest.mark.parametrize("name", ["w.npz", "w [1]* é.npz"])
@pytest.mark.parametrize("locks", ["as here", "none, as on Windows", "failing, as on some network drives"])
def test_with_and_without_locks(tmp_path, monkeypatch, locks, name):
    if locks.startswith("none"):
        monkeypatch.setattr(replacing, "fcntl", None)
    if locks.startswith("failing"):
        monkeypatch.setattr("fcntl.flock", lambda *args: os.listdir(tmp_path / "none"))  # raises OSError
    for number in (1, 2):
        write(tmp_path / name, number)
        assert value(tmp_path / name) == number
    assert list(tmp_path.iterdir()) == [tmp_path / name]


def test_a_reader_on_windows_is_waited_for(tmp_path, monkeypatch):
    """There a file that somebody has open cannot be replaced just then."""
    rename, refusals = os.replace, []

    def busy(*names):
        if len(refusals) < 3:
            refusals.append(names)
            raise PermissionError(13, "in use")
        rename(*names)

    monkeypatch.setattr(os, "replace", busy)
    write(tmp_path / "w.npz", 1)
    assert value(tmp_path / "w.npz") == 1
    assert len(refusals) == 3


def test_a_file_that_is_never_released_ends_in_the_systems_own_error(tmp_path, monkeypatch):
    def busy(*names):
        raise PermissionError(13, "in use")

    write(tmp_path / "w.npz", 1)
    monkeypatch.setattr(os, "replace", busy)
    monkeypatch.setattr(replacing, "PAUSES", (0.0, 0.0))
    with pytest.raises(PermissionError, match="in use"):
        write(tmp_path / "w.npz", 2)
    assert value(tmp_path / "w.npz") == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "w.npz"]


def test_a_link_goes_on_pointing_to_the_file(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "w.npz").symlink_to(tmp_path / "there" / "w.npz")
    write(tmp_path / "w.npz", 1)
    assert (tmp_path / "w.npz").is_symlink()
    assert value(tmp_path / "there" / "w.npz") == 1


def test_a_new_file_may_be_read_by_those_who_may_read_others(tmp_path):
    write(tmp_path / "w.npz", 1)
    (tmp_path / "plain").touch()
    assert (tmp_path / "w.npz").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match="no/such/dir"):
        write(tmp_path / "no" / "such" / "dir" / "w.npz", 1)


def test_a_rehearsal_leaves_everything_as_it_was(tmp_path):
    path = tmp_path / "w.npz"
    for _ in range(2):
        before = {name: name.read_bytes() for name in tmp_path.iterdir()}
        with check_replaceable("path", path) as file:
            file.write(b"new")
        assert {name: name.read_bytes() for name in tmp_path.iterdir()} == before
        path.write_bytes(b"old")


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda path: path.mkdir(), IsADirectoryError),
        (lambda path: path.parent.rmdir(), FileNotFoundError),
        (lambda path: (path.parent.rmdir(), path.parent.touch()), NotADirectoryError),
    ],
)
def test_a_rehearsal_names_the_argument_and_the_path(tmp_path, make, error):
    path = tmp_path / "folder" / "w.npz"
    path.parent.mkdir()
    make(path)
    with (
        pytest.raises(error, match=r"^checkpoint: expected .*w\.npz'"),
        check_replaceable("checkpoint", path),
    ):
        pass
