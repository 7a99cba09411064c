"""Random numbers that are the same on every machine: each is made from the one before it.

r (1,) holds the last one, a whole number from 1 to 2³¹ − 2. A product stays below 2⁵³, so that numbers with a
fraction hold it exactly: Python and a page draw the same.

Park, Miller and Stockmeyer (1993), "Another test for randomness: response", Communications of the ACM 36(7),
with 48271 in the place of the 16807 of Park and Miller (1988).
"""

import numpy as np

from rnnlib.scratch.functions import Array

M = 2147483647  # 2³¹ − 1, a prime


def begin(seed: int) -> Array:
    """Return r for a seed 0, 1, …; the first few numbers of neighbouring seeds are alike and are left out."""
    r = np.array([seed + 1.0])
    for _ in range(8):
        r[0] = 48271 * r[0] % M  # r ← 48271 r mod (2³¹ − 1)
    return r


def uniform(r: Array) -> float:
    """Draw a number between 0 and 1."""
    r[0] = 48271 * r[0] % M
    return r[0] / M


def whole(r: Array, n: int) -> int:
    """Draw a whole number from 0 to n − 1."""
    return int(n * uniform(r))


def matrix(r: Array, rows: int, columns: int, most: float) -> Array:
    """Draw a matrix of numbers between −most and most."""
    W = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            W[i, j] = most * (2 * uniform(r) - 1)  # W[i, j] ~ U(−most, most)
    return W


def normals(r: Array, n: int) -> Array:
    """Draw n numbers from N(0, 1), by the rule of Box and Muller (1958)."""
    z = np.zeros(n)
    for i in range(n):
        length = np.sqrt(-2 * np.log(uniform(r)))  # √(−2 ln u)
        z[i] = length * np.cos(2 * np.pi * uniform(r))  # z = √(−2 ln u) cos(2π v)
    return z
