"""The sunspot record: complete, unchanged, and refused when damaged."""

import hashlib
from importlib import resources

import numpy as np
import pytest

from rnnlib.data import records, sunspots

FOLDER = resources.files("rnnlib.data")


def test_shape_dtype_and_range():
    years, numbers = sunspots()
    assert years.shape == numbers.shape == (309,)
    assert years.dtype == np.int64
    assert numbers.dtype == np.float64
    assert np.isfinite(numbers).all()
    assert numbers.min() == 0.0
    assert numbers.flags.owndata


def test_every_year_once_and_in_order():
    years, _ = sunspots()
    np.testing.assert_array_equal(years, np.arange(1700, 2009))


def test_first_and_last_values():
    _, numbers = sunspots()
    np.testing.assert_array_equal(numbers[:4], [5, 11, 16, 23])
    np.testing.assert_array_equal(numbers[-3:], [15.2, 7.5, 2.9])


def test_solar_maxima_fall_in_the_known_years():
    """A year is a maximum when it is the largest within four years to either side."""
    years, numbers = sunspots()
    windows = np.lib.stride_tricks.sliding_window_view(numbers, 9)
    maxima = years[4:-4][windows.argmax(axis=1) == 4]
    recent = maxima[maxima >= 1850]
    np.testing.assert_array_equal(
        recent, [1860, 1870, 1883, 1893, 1905, 1917, 1928, 1937, 1947, 1957, 1968, 1979, 1989, 2000]
    )


def test_this_is_version_1_of_the_series():
    """Version 2 (July 2015) gives 269.3 for 1957."""
    years, numbers = sunspots()
    assert years[numbers.argmax()] == 1957
    assert numbers.max() == 190.2


def test_decimals_begin_in_1749():
    years, numbers = sunspots()
    assert (numbers[years < 1749] % 1 == 0).all()
    assert numbers[years == 1749] == 80.9


def test_checksum_is_the_one_in_the_provenance():
    raw = (FOLDER / "sunspots.csv").read_bytes().replace(b"\r\n", b"\n")
    assert hashlib.sha256(raw).hexdigest() == records.SUNSPOTS_SHA256
    assert records.SUNSPOTS_SHA256 in (FOLDER / "sunspots.md").read_text(encoding="utf-8")


def test_calls_do_not_share_arrays():
    _, first = sunspots()
    first[:] = -1.0
    _, second = sunspots()
    assert second.min() == 0.0


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw.replace(b"1957,190.2", b"1957,191.2"),
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw.replace(b"1850,66.6\n", b""),
        lambda raw: b"",
        lambda raw: raw + b"2009,3.1\n",
    ],
    ids=["a digit", "cut in half", "a year missing", "empty", "a year added"],
)
def test_a_damaged_file_is_refused(tmp_path, damage):
    raw = (FOLDER / "sunspots.csv").read_bytes().replace(b"\r\n", b"\n")
    damaged = tmp_path / "sunspots.csv"
    damaged.write_bytes(damage(raw))
    assert damaged.read_bytes() != raw
    with pytest.raises(ValueError, match=r"sunspots\.csv is damaged.*expected f67889b1"):
        records._read_csv(damaged, records.SUNSPOTS_SHA256)


def test_other_line_endings_are_the_same_record(tmp_path):
    raw = (FOLDER / "sunspots.csv").read_bytes().replace(b"\r\n", b"\n")
    windows = tmp_path / "sunspots.csv"
    windows.write_bytes(raw.replace(b"\n", b"\r\n"))
    table = records._read_csv(windows, records.SUNSPOTS_SHA256)
    np.testing.assert_array_equal(table[:, 1], sunspots()[1])
