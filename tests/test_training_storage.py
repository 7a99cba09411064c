"""Arrays in a file: whole or not at all, and nothing but numbers, whatever was done to it."""

import io
import os
import pickle
import struct
import warnings
import zipfile

import numpy as np
import pytest
from stored_weights import bits, model, refused

from rnnlib.training import load, save
from rnnlib.training.storage import digest


@pytest.fixture
def saved(tmp_path, rng):
    """Return a path with weights in it, and the weights."""
    params = model(rng)
    save(tmp_path / "w.npz", params)
    return tmp_path / "w.npz", params


def test_the_file_opens_in_numpy_without_pickle(saved):
    path, params = saved
    with np.load(path, allow_pickle=False) as file:
        np.testing.assert_array_equal(file["params/W_hh"], params["W_hh"])
        assert str(file["format"]) == "rnnlib arrays 1"


def test_the_same_arrays_give_the_same_bytes(tmp_path, rng):
    params = model(rng)
    for name in ("a.npz", "b.npz"):
        save(tmp_path / name, params)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize("fails", ["numpy.lib.format.write_array", "os.fsync", "os.replace"])
def test_a_failed_writing_leaves_the_old_file_and_nothing_else(saved, monkeypatch, fails):
    path, params = saved
    before = path.read_bytes()

    def full(*args, **kwargs):
        raise OSError("no space left on device")

    monkeypatch.setattr(fails, full)
    params["W_hh"] += 1
    with pytest.raises(OSError, match="no space left"):
        save(path, params)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_python_objects_are_not_written(tmp_path):
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        save(tmp_path / "w.npz", {"W": np.array([{}])})
    assert list(tmp_path.iterdir()) == []


def test_a_truncated_file_is_refused_wherever_it_ends(saved):
    path, _ = saved
    whole = path.read_bytes()
    for size in [0, 1, 4, *range(30, len(whole), 97), len(whole) - 1]:
        path.write_bytes(whole[:size])
        refused(path, "damaged, or not a file of rnnlib.training: .+")


def test_a_flipped_byte_is_refused_or_changes_nothing(saved):
    """Some bytes of the container, such as dates, mean nothing; a number never changes unseen."""
    path, params = saved
    whole = path.read_bytes()
    refusals = 0
    for at in range(0, len(whole), 3):
        flipped = bytearray(whole)
        flipped[at] ^= 0x10
        path.write_bytes(flipped)
        again = model(np.random.default_rng(9))
        before = bits(again)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # zipfile warns of a name that stands twice
            try:
                load(path, again)
                expected = bits(params)
            except ValueError:
                refusals += 1
                expected = before
        assert bits(again) == expected, at
    assert refusals > len(whole) / 3 * 0.75


def test_a_number_changed_behind_the_containers_own_checksum_is_refused(saved):
    path, _ = saved
    with np.load(path) as file:
        arrays = dict(file)
    arrays["params/b_y"] = arrays["params/b_y"] + 1
    with open(path, "wb") as file:
        np.savez(file, **arrays)
    refused(path, "its checksum does not fit its contents")


# --- foreign ---


class Payload:
    """Pickled, it creates a file where it is loaded."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def raw_zip(path, members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, contents in members.items():
            archive.writestr(name, contents)


def npy(array, **options):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, **options)
    return file.getvalue()


def test_the_payload_would_work(tmp_path):
    pickle.loads(pickle.dumps(Payload(str(tmp_path / "made"))))
    assert (tmp_path / "made").exists()


@pytest.mark.parametrize("form", ["pickle", "npy", "npz", "complete npz"])
def test_nothing_pickled_is_ever_executed(tmp_path, rng, form):
    path = tmp_path / "w.npz"
    payload = np.array([Payload(str(tmp_path / "made"))])
    if form == "pickle":
        path.write_bytes(pickle.dumps(payload[0]))
    elif form == "npy":
        path.write_bytes(npy(payload, allow_pickle=True))
    elif form == "npz":
        raw_zip(path, {"params/W_hh.npy": npy(payload, allow_pickle=True)})
    else:  # all else as it should be, and the objects last
        save(path, model(rng))
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("params/extra.npy", npy(payload, allow_pickle=True))
    refused(path, "damaged, or not a file of rnnlib.training")
    assert not (tmp_path / "made").exists()


def test_a_plain_npz_and_a_plain_npy_are_refused(tmp_path, rng):
    path = tmp_path / "w.npz"
    np.savez(path, **model(rng))
    refused(path, "not a file of rnnlib.training: no array 'format'")
    path.write_bytes(npy(np.zeros(3)))
    refused(path, "not a file of rnnlib.training: File is not a zip file")
    path.write_text("W_hh = 1")
    refused(path, "not a file of rnnlib.training: File is not a zip file")


def test_another_version_is_refused(saved):
    path, _ = saved
    with np.load(path) as file:
        arrays = dict(file)
    arrays["format"] = np.array("rnnlib arrays 2")
    np.savez(path, **arrays)
    refused(path, "its format is not 'rnnlib arrays 1'")


def test_compressed_arrays_are_refused_before_they_are_unpacked(tmp_path, monkeypatch):
    """A file of 100 kB that would unpack to 100 MB; the real ones may be a thousand times that."""
    path = tmp_path / "w.npz"
    raw_zip(path, {"params/W_hh.npy": bytes(10**8)}, zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 10**6
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *args: pytest.fail("unpacked"))
    refused(path, "its arrays are compressed")


def test_a_header_that_promises_more_than_there_is_is_refused(tmp_path):
    path = tmp_path / "w.npz"
    header = npy(np.zeros((1, 1))).replace(b"(1, 1), }          ", b"(9999999, 9999999)}")
    assert b"9999999" in header
    raw_zip(path, {"params/W_hh.npy": header})
    refused(path, "damaged")


def test_members_that_lie_on_top_of_each_other_are_refused(saved):
    """The directory of the archive can name one stretch of the file many times."""
    path, _ = saved
    whole = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start, count = archive.start_dir, len(archive.infolist())
    end = whole.rindex(b"PK\x05\x06")
    directory = whole[start:end]
    tail = bytearray(whole[end:])
    tail[8:16] = struct.pack("<HHI", 9 * count, 9 * count, 9 * len(directory))
    path.write_bytes(whole[:start] + 9 * directory + tail)
    with pytest.raises(ValueError, match="its arrays are larger than the file"):
        load(path, model(np.random.default_rng(0)))


def test_one_name_twice_is_refused(saved):
    path, params = saved
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("params/W_hh.npy", npy(params["W_hh"]))
    refused(path, "it holds 'params/W_hh.npy'")


def test_something_that_is_no_array_is_refused(saved):
    path, _ = saved
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("readme.txt", "hello")
    refused(path, "it holds 'readme.txt'")


def test_the_checksum_covers_names_shapes_and_dtypes():
    one = np.arange(6.0)
    seen = [{"a": one}, {"b": one}, {"a": one.reshape(2, 3)}, {"a": one.view(np.int64)}, {"a": one, "b": one}]
    assert len({digest(arrays).tobytes() for arrays in seen}) == len(seen)
    assert np.array_equal(digest({"a": one, "b": one + 1}), digest({"b": one + 1, "a": one}))


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_while_a_file_is_written_stays_one(saved, monkeypatch, interrupt):
    """Also where it comes while the archive believes that somebody is writing to it."""
    path, params = saved
    before = path.read_bytes()
    normal = zipfile.ZipFile.open
    handles = []

    def interrupted(*args, **options):
        handles.append(normal(*args, **options))
        raise interrupt

    monkeypatch.setattr(zipfile.ZipFile, "open", interrupted)
    with pytest.raises(interrupt):
        save(path, {name: np.zeros_like(array) for name, array in params.items()})
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    with pytest.raises(AttributeError):
        handles.pop().close()  # not left to the collector, which would report it
