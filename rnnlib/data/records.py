"""Readers of the real records stored beside this file; the `.md` of the same name says where each is from."""

import hashlib
import io
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np

SUNSPOTS_SHA256 = "f67889b1d9002cd5227f0e0ef54e35b419cdd85a31279adef6f73fb41e5c0a9b"


def sunspots() -> tuple[np.ndarray, np.ndarray]:
    """Return the yearly mean sunspot numbers, 1700 to 2008.

    Returns
    -------
    years : (309,) int64
        The calendar years, without a gap.
    numbers : (309,) float64
        Mean international sunspot number of each year, in its original scale ("version 1", before July 2015).

    Raises
    ------
    ValueError
        If the stored file is not, digit for digit, the record that was shipped.

    Notes
    -----
    Source, licence and checksum are in `rnnlib/data/sunspots.md`.
    """
    table = _read_csv(resources.files(__package__) / "sunspots.csv", SUNSPOTS_SHA256)
    return table[:, 0].astype(np.int64), table[:, 1].copy()


def _read_csv(path: Traversable, sha256: str) -> np.ndarray:
    """Return the numbers of a CSV file with one header line as (rows, columns), after checking its SHA-256.

    The checksum is taken with Unix line endings, so a checkout that rewrote them is still the same record.
    """
    text = check_content(path.name, path.read_bytes().replace(b"\r\n", b"\n"), sha256)
    return np.loadtxt(io.BytesIO(text), delimiter=",", skiprows=1)


def check_content(name: str, content: bytes, sha256: str) -> bytes:
    """Return `content` if this is its SHA-256."""
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(
            f"{name} is damaged: its SHA-256 is {found}, expected {sha256}. "
            "Restore the file from the repository, or install rnnlib again."
        )
    return content
