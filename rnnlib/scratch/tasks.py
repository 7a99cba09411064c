"""The tasks of `rnnlib.data`, a sequence at a time, drawn by `chance`.

Each returns x (T, D); y (T,), the class or the number that is right at each step, as far as it is known
there, else the answer at the end; and counts (T,), 1 at the steps whose output counts. The docstrings of
`rnnlib.data.tasks` say where each comes from.
"""

import numpy as np

from rnnlib.scratch.chance import uniform, whole
from rnnlib.scratch.functions import Array


def at_the_end(T: int) -> Array:
    """Return counts (T,): the last step alone."""
    counts = np.zeros(T)
    counts[T - 1] = 1.0
    return counts


def parity(r: Array, T: int) -> tuple[Array, Array, Array]:
    """Is the number of ones so far odd? D = 1, two classes."""
    x, y = np.zeros((T, 1)), np.zeros(T)
    odd = 0
    for t in range(T):
        x[t, 0] = whole(r, 2)  # a bit, 0 or 1
        odd = (odd + int(x[t, 0])) % 2  # y_t = (x_1 + … + x_t) mod 2
        y[t] = odd  # kept
    return x, y, at_the_end(T)


def delayed_recall(r: Array, T: int) -> tuple[Array, Array, Array]:
    """Name the first of T − 1 symbols when the signal comes. D = 5, four classes."""
    x, first = np.zeros((T, 5)), 0
    for t in range(T - 1):
        symbol = whole(r, 4)  # one of four
        x[t, symbol] = 1.0  # x_t = onehot(symbol)
        first = symbol if t == 0 else first  # what is to be remembered
    x[T - 1, 4] = 1.0
    return x, np.full(T, float(first)), at_the_end(T)


def adding(r: Array, T: int) -> tuple[Array, Array, Array]:
    """Add the two numbers that are marked, one in each half. D = 2, a number."""
    x, half = np.zeros((T, 2)), T // 2
    for t in range(T):
        x[t, 0] = uniform(r)  # a number between 0 and 1
    first, second = whole(r, half), half + whole(r, T - half)
    x[first, 1] = 1.0
    x[second, 1] = 1.0
    return x, np.full(T, float(x[first, 0] + x[second, 0])), at_the_end(T)


def temporal_order(r: Array, T: int) -> tuple[Array, Array, Array]:
    """In which order did two rare symbols come: XX, XY, YX or YY? D = 6, four classes."""
    x, tenth = np.zeros((T, 6)), T // 10
    early, late = tenth + whole(r, 2 * T // 10 - tenth), 4 * T // 10 + whole(r, 5 * T // 10 - 4 * T // 10)
    first, second = whole(r, 2), whole(r, 2)
    for t in range(T):
        symbol = first if t == early else second if t == late else 2 + whole(r, 4)  # X, Y or a distractor
        x[t, symbol] = 1.0  # x_t = onehot(symbol)
    return x, np.full(T, float(2 * first + second)), at_the_end(T)
