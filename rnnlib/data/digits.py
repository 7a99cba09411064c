"""Handwritten digits, to be read row by row."""

import gzip
import io
from importlib import resources

import numpy as np

from rnnlib.data.records import check_content

DIGITS_SHA256 = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"
TRAINING_IMAGES = 1347

Split = tuple[np.ndarray, np.ndarray]


def handwritten_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return small pictures of handwritten digits, and which digit each is.

    Returns
    -------
    images : (1797, 8, 8) float64
        Images, rows, columns; 0 is paper and 1 is ink (in the file, whole numbers from 0 to 16).
    labels : (1797,) int64
        The digits, 0 to 9.

    Raises
    ------
    ValueError
        If the stored file is not, byte for byte, the record that was shipped.

    Notes
    -----
    Alpaydin and Kaynak (1998), "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository:
    the test set. Source, licence and checksum are in `rnnlib/data/digits.md`.
    """
    path = resources.files(__package__) / "digits.csv.gz"
    text = gzip.decompress(check_content(path.name, path.read_bytes(), DIGITS_SHA256))
    table = np.loadtxt(io.BytesIO(text), delimiter=",")
    return table[:, :64].reshape(-1, 8, 8) / 16, table[:, 64].astype(np.int64)


def digits_by_rows() -> tuple[Split, Split]:
    """Return the digits as sequences of eight rows, split into a training and a test part.

    Returns
    -------
    training : x (8, 1347, 8) float64, y (1347,) int64
    test : x (8, 450, 8) float64, y (450,) int64
        x[t, b] is row t of image b, from the top; y[b] is its digit, and `y[None]` fits a readout of the
        final state.

    Raises
    ------
    ValueError
        If the stored file is not, byte for byte, the record that was shipped.

    Notes
    -----
    The split is by position: the first 1347 images train, the last 450 test. The images are by 13 people;
    the file does not say which is by whom, so some people may be on both sides.
    """
    images, labels = handwritten_digits()
    x = images.transpose(1, 0, 2).copy()  # (N, 8, 8) → (T, B, D)
    n = TRAINING_IMAGES
    return (x[:, :n], labels[:n]), (x[:, n:], labels[n:])
