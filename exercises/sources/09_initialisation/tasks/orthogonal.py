"""Task init.orthogonal: an orthogonal matrix."""

import numpy as np

from rnnlib.grading.spec import Case, Misconception, Section

READ = Section("11_initialisation", "The same matrix sixty times")
EQUATION = """\
A = Q R
result = Q diag(sign(diag R))"""
WHY = (
    "Q diag(s) times diag(s) R is A again, for s² = 1. With the signs fixed a random A gives every orthogonal "
    "matrix with the same chance; without them the program's habit decides."
)


def _matrix(rng: np.random.Generator, H: int) -> dict[str, np.ndarray]:
    """Return a matrix whose R has signs of both kinds on its diagonal, and others than Q has."""
    while True:
        A = rng.normal(size=(H, H))
        Q, R = np.linalg.qr(A)
        signs = np.sign(np.diag(R))
        if abs(signs.sum()) < H and (signs != np.sign(np.diag(Q))).any():
            return {"A": A}


CASES = (
    Case("three by three", lambda rng: _matrix(rng, 3)),
    Case("five by five", lambda rng: _matrix(rng, 5)),
)


def _with(A: np.ndarray, sides: str) -> np.ndarray:
    Q, R = np.linalg.qr(A)
    signs = np.sign(np.diag(R))
    return signs[:, None] * Q if sides == "rows" else np.sign(np.diag(Q)) * Q


MISCONCEPTIONS = (
    Misconception(
        "no_signs",
        lambda A: np.linalg.qr(A)[0],
        "this is Q as the program returns it. Its columns may have either sign: look at the diagonal of R.",
    ),
    Misconception(
        "rows",
        lambda A: _with(A, "rows"),
        "the signs are given to the rows of Q. In Q diag(s) each column has one: for a vector s that is Q * s.",
    ),
    Misconception(
        "own_diagonal",
        lambda A: _with(A, "own"),
        "the signs are taken from the diagonal of Q. It is the diagonal of R that has to become positive.",
    ),
    Misconception(
        "the_other_factor",
        lambda A: np.sign(np.diag(np.linalg.qr(A)[1]))[:, None] * np.linalg.qr(A)[1],
        "this is R, the triangular factor. The orthogonal one is Q, which np.linalg.qr returns first.",
    ),
    Misconception(
        "transposed",
        lambda A: (np.linalg.qr(A)[0] * np.sign(np.diag(np.linalg.qr(A)[1]))).T,
        "this is the transpose: its rows are what the columns should be.",
    ),
    Misconception(
        "nearest",
        lambda A: np.linalg.svd(A)[0] @ np.linalg.svd(A)[2],
        "this is the orthogonal matrix nearest to A, from its singular values. The task asks for the factor of QR.",
    ),
)
