"""The handwritten digits: complete, unchanged, refused when damaged, and turned the right way round."""

import gzip
import hashlib
from importlib import resources

import numpy as np
import pytest

from rnnlib.data import digits, digits_by_rows, handwritten_digits

FOLDER = resources.files("rnnlib.data")


def test_shape_dtype_and_range():
    images, labels = handwritten_digits()
    assert images.shape == (1797, 8, 8)
    assert labels.shape == (1797,)
    assert images.dtype == np.float64
    assert labels.dtype == np.int64
    np.testing.assert_array_equal(np.unique(images), np.arange(17) / 16)


def test_class_counts_are_the_ones_that_the_origin_gives():
    """The counts of the test set in the description of the UCI repository."""
    _, labels = handwritten_digits()
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    np.testing.assert_array_equal(np.bincount(labels), counts)


def test_the_first_image_is_a_zero():
    images, labels = handwritten_digits()
    assert labels[0] == 0
    np.testing.assert_array_equal(
        16 * images[0, :2], [[0, 0, 5, 13, 9, 1, 0, 0], [0, 0, 13, 15, 10, 15, 5, 0]]
    )
    assert (images[0, 2:6, 3:5] < images[0, 2:6, [2, 5]].max()).all()  # hollow


def test_images_stand_upright():
    """A 7 has its bar on top, and a 6 its bowl below."""
    images, labels = handwritten_digits()
    ink = images.mean(axis=2)  # (N, 8), by row
    sevens, sixes = ink[labels == 7].mean(axis=0), ink[labels == 6].mean(axis=0)
    assert sevens[:2].sum() > sevens[-2:].sum()
    assert sixes[-4:].sum() > sixes[:4].sum()


def test_rows_become_steps():
    images, labels = handwritten_digits()
    (x_train, y_train), (x_test, y_test) = digits_by_rows()
    assert x_train.shape == (8, 1347, 8)
    assert x_test.shape == (8, 450, 8)
    np.testing.assert_array_equal(np.concatenate([y_train, y_test]), labels)
    for b in (0, 1000, 1346):
        np.testing.assert_array_equal(x_train[:, b], images[b])
    np.testing.assert_array_equal(x_test[3, 449], images[1796, 3])
    assert np.bincount(y_test).min() >= 40


def test_checksum_is_the_one_in_the_provenance():
    raw = (FOLDER / "digits.csv.gz").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == digits.DIGITS_SHA256
    assert digits.DIGITS_SHA256 in (FOLDER / "digits.md").read_text(encoding="utf-8")


def test_calls_do_not_share_arrays():
    (x_train, y_train), _ = digits_by_rows()
    x_train[:], y_train[:] = -1, -1
    images, labels = handwritten_digits()
    assert images.min() == labels.min() == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"",
        lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
        lambda raw: gzip.compress(gzip.decompress(raw).replace(b"0,0,5,13", b"0,0,6,13", 1)),
    ],
    ids=["cut in half", "empty", "a bit", "a pixel"],
)
def test_a_damaged_file_is_refused(tmp_path, monkeypatch, damage):
    raw = (FOLDER / "digits.csv.gz").read_bytes()
    (tmp_path / "digits.csv.gz").write_bytes(damage(raw))
    monkeypatch.setattr(digits.resources, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match=r"digits\.csv\.gz is damaged.*expected 09f66e6d"):
        handwritten_digits()
