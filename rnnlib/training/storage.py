"""Dicts of arrays in `.npz` files: written whole or not at all, and never read as anything but numbers."""

import hashlib
import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import numpy as np

from rnnlib.training.replacing import check_replaceable, replacing

FORMAT = "rnnlib arrays 1"
Arrays = dict[str, np.ndarray]


def check_path(name: str, path: str | os.PathLike[str]) -> Path:
    """Return `path` as a Path if it ends in .npz."""
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"{name}: expected the name of a file, got {path!r} ({type(path).__name__})")
    if Path(path).suffix != ".npz":
        raise ValueError(f"{name}: expected a name ending in .npz, got {os.fspath(path)!r}")
    return Path(path)


def write_arrays(path: str | os.PathLike[str], arrays: Mapping[str, np.ndarray]) -> None:
    """Write `arrays` to an `.npz` file, so that `path` is always the old file or the new one, whole.

    Parameters
    ----------
    path : a name ending in .npz
    arrays : dict of arrays of numbers

    Raises
    ------
    TypeError, ValueError
        If the name does not end in .npz, or an array holds Python objects.
    OSError
        If the file cannot be written; an old one stays as it was.

    Notes
    -----
    Besides the arrays the file holds the name of the format and a SHA-256 over names, dtypes, shapes and
    contents.
    """
    with replacing(check_path("path", path)) as file:
        _write(file, arrays)


def rehearse(name: str, path: str | os.PathLike[str], arrays: Mapping[str, np.ndarray]) -> None:
    """Raise what `write_arrays` would raise, and leave everything as it is.

    Parameters
    ----------
    name : of the argument that `path` was given as, for the message
    path, arrays : as for `write_arrays`

    Raises
    ------
    ValueError, OSError
        As `write_arrays`.
    """
    with check_replaceable(name, check_path(name, path)) as file:
        _write(file, arrays)


def read_arrays(path: str | os.PathLike[str]) -> Arrays:
    """Read what `write_arrays` wrote.

    Parameters
    ----------
    path : the file

    Returns
    -------
    arrays : dict of arrays

    Raises
    ------
    ValueError
        If the file is damaged, or is not one that `write_arrays` wrote.
    OSError
        If it cannot be opened.

    Notes
    -----
    Nothing in the file is executed: pickled objects are refused, and so is compressed data, so that what is
    read is never larger than the file. The checksum finds damage; it does not prove who wrote the file.
    """
    with open(path, "rb") as file:
        try:
            arrays = _read(file, os.fstat(file.fileno()).st_size)
            if arrays.pop("format").item() != FORMAT:
                raise ValueError(f"its format is not {FORMAT!r}")
            if not np.array_equal(arrays.pop("sha256"), digest(arrays)):
                raise ValueError("its checksum does not fit its contents")
        except Exception as error:  # whatever a hostile file makes the parsers raise
            reason = (
                f"no array {error}" if isinstance(error, KeyError) else str(error) or type(error).__name__
            )
            raise ValueError(f"{path}: damaged, or not a file of rnnlib.training: {reason}") from error
    return arrays


def _write(file: BinaryIO, arrays: Mapping[str, np.ndarray]) -> None:
    arrays = {name: np.asarray(array) for name, array in arrays.items()}
    about = {"format": np.array(FORMAT), "sha256": digest(arrays)}
    archive = zipfile.ZipFile(file, "w")
    try:
        for name, array in {**about, **arrays}.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
        archive.close()
    except BaseException:
        archive.fp = None  # closed without a word: after an interrupt `close` raises an error of its own
        raise


def _read(file: io.BufferedReader, size: int) -> Arrays:
    arrays: Arrays = {}
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if any(member.compress_type != zipfile.ZIP_STORED for member in members):
            raise ValueError("its arrays are compressed")
        if sum(member.file_size for member in members) > size:
            raise ValueError("its arrays are larger than the file")
        for member in members:
            name, ending = os.path.splitext(member.filename)
            if ending != ".npy" or name in arrays:
                raise ValueError(f"it holds {member.filename!r}")
            contents = io.BytesIO(archive.read(member))
            arrays[name] = np.lib.format.read_array(contents, allow_pickle=False)
    return arrays


def digest(arrays: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return the SHA-256 over names, dtypes, shapes and contents, as 32 bytes."""
    digest = hashlib.sha256(FORMAT.encode())
    for name in sorted(arrays):
        array = arrays[name]
        digest.update(f"\n{name!r} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.tobytes())
    return np.frombuffer(digest.digest(), np.uint8)


def fingerprint(arrays: Mapping[str, np.ndarray]) -> str:
    """Return the beginning of the digest, as letters."""
    return digest(arrays).tobytes().hex()[:12]
