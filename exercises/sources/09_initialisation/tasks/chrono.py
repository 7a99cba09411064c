"""Task init.chrono: forget gates with a memory."""

import numpy as np

from rnnlib.grading.spec import Case, Misconception, Section

READ = Section("11_initialisation", "A start for gates")
EQUATION = """\
u = 1 + (T_max - 2) v
b_f = ln u, b_i = -b_f"""
WHY = (
    "σ(ln u) = u / (1 + u): a unit with the bias ln u keeps its cell for about u steps. Spread over the units, "
    "some remember for a few steps and some for as long as the task lasts."
)

CASES = (
    Case("a memory of up to 20 steps", lambda rng: {"v": rng.random(5), "T_max": 20}),
    Case("a memory of up to 700 steps", lambda rng: {"v": rng.random(7), "T_max": 700}),
)


def _pair(b_f: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return b_f, -b_f


MISCONCEPTIONS = (
    Misconception(
        "width",
        lambda v, T_max: _pair(np.log(1 + (T_max - 1) * v)),
        "the range ends at T_max. From 1 to T_max - 1 it is T_max - 2 wide.",
    ),
    Misconception(
        "from_zero",
        lambda v, T_max: _pair(np.log((T_max - 1) * v)),
        "the range begins at 0, whose logarithm is minus infinity. It begins at 1.",
    ),
    Misconception(
        "no_log",
        lambda v, T_max: _pair(1 + (T_max - 2) * v),
        "the biases are u itself. The gate is σ(b), and σ(u) is almost exactly 1: the bias is the logarithm.",
    ),
    Misconception(
        "same_sign",
        lambda v, T_max: (np.log(1 + (T_max - 2) * v), np.log(1 + (T_max - 2) * v)),
        "both biases have the same sign. A unit that forgets little should also write little: b_i = -b_f.",
    ),
    Misconception(
        "order",
        lambda v, T_max: _pair(np.log(1 + (T_max - 2) * v))[::-1],
        "b_i is returned first. The forget gate's bias, b_f, is the first and the positive one.",
    ),
    Misconception(
        "reciprocal",
        lambda v, T_max: (np.log(1 + (T_max - 2) * v), 1 / np.log(1 + (T_max - 2) * v)),
        "b_i is 1 / b_f. It is the negative: then σ(b_i) = 1 - σ(b_f).",
    ),
    Misconception(
        "not_stretched",
        lambda v, T_max: _pair(np.log(v)),
        "v is used as it is, from 0 to 1. Stretch and shift it to the range from 1 to T_max - 1 first.",
    ),
)
