"""The kind of each closing bracket, in words of two kinds of bracket, every shape as likely as any other.

As in `tasks`: x (T, D), y (T,) and counts (T,), here the steps that close; T is even.
"""

import numpy as np

from rnnlib.scratch.chance import whole
from rnnlib.scratch.functions import Array


def shape(r: Array, T: int) -> Array:
    """Return (T,): 1 where a bracket opens, −1 where one closes; those that are open never fall below 0."""
    moves = np.full(T + 1, -1.0)
    moves[: T // 2] = 1.0
    for t in range(T, 0, -1):
        other = whole(r, t + 1)  # Fisher and Yates: any place up to t
        move = float(moves[t])  # what stands at t …
        moves[t] = moves[other]  # … changes places
        moves[other] = move
    lowest = np.cumsum(moves).argmin()  # after its first lowest point the path is a word (the cycle lemma)
    word = np.zeros(T)
    for t in range(T):
        word[t] = moves[(lowest + 1 + t) % (T + 1)]  # the moves, rotated
    return word


def brackets(r: Array, T: int) -> tuple[Array, Array, Array]:
    """Which kind of bracket opens or closes here? D = 3: two kinds that open, and one that closes."""
    word, stack, depth = shape(r, T), np.zeros(T), 0
    x, y, counts = np.zeros((T, 3)), np.zeros(T), np.zeros(T)
    for t in range(T):
        if word[t] > 0:
            kind = whole(r, 2)  # one of two
            x[t, kind] = 1.0  # x_t = onehot(kind)
            y[t] = kind  # kept
            stack[depth] = kind  # it lies on top
            depth += 1  # one more is open
        else:
            depth -= 1  # the last one is closed
            x[t, 2] = 1.0  # x_t = onehot(closes)
            y[t] = stack[depth]  # its kind
            counts[t] = 1.0  # to be told
    return x, y, counts
