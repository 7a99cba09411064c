"""Task board.reached: what truncated BPTT can learn from."""

import numpy as np

from rnnlib.grading.spec import Case, Misconception, Section

Array = np.ndarray


def _shares(T: int, chunk: int, off: int = 0, over: int = 0) -> Array:
    t = np.arange(T)
    return np.array([np.sum((t[k:] + off) % chunk >= k) / (T if over else T - k) for k in range(T)])


def _whole_alone(T: int, chunk: int, none: float) -> Array:
    """Return the shares among the answers of whole chunks, and `none` where there are no answers."""
    left = [np.arange(k, T - T % chunk) for k in range(T)]
    return np.array([np.mean(t % chunk >= k) if len(t) else none for k, t in enumerate(left)])


READ = Section("07_training", "What the cut leaves out")
EQUATION = """\
share_k = (number of steps t, k ≤ t < T, with t mod chunk ≥ k) / (T - k),
for k = 0 … T - 1"""
WHY = (
    "Even lags shorter than a chunk are seen by only a part of the answers, those that come late enough in "
    "theirs. A chunk of twice the lag still loses about half."
)

CASES = (
    Case("chunks that fill the sequence", lambda rng: {"T": 12, "chunk": int(rng.integers(3, 5))}),
    Case("a last chunk that is shorter", lambda rng: {"T": int(rng.integers(11, 14)), "chunk": 5}, main=True),
    Case("one chunk for all", lambda rng: {"T": 6, "chunk": int(rng.integers(8, 12))}),
)

MISCONCEPTIONS = (
    Misconception(
        "sliding",
        lambda T, chunk: np.array([float(k < chunk) for k in range(T)]),
        "every lag shorter than a chunk counts in full, as if the window slid along with each step. The cuts stand "
        "still: an answer in the second step of its chunk sees one step back, no more.",
    ),
    Misconception(
        "through_one_cut",
        lambda T, chunk: np.array([np.mean(np.arange(k, T) % chunk + chunk >= k) for k in range(T)]),
        "the gradient goes on through one cut, into the chunk before. It ends at the first step of its own.",
    ),
    Misconception(
        "of_all",
        lambda T, chunk: _shares(T, chunk, over=1),
        "each number is divided by T. Only the answers from step k on have an input k steps before: T - k of them.",
    ),
    Misconception(
        "counts",
        lambda T, chunk: _shares(T, chunk) * np.arange(T, 0, -1),
        "these are the numbers of answers that reach so far. Asked is their share of the T - k answers there are.",
    ),
    Misconception(
        "number_of_the_chunk",
        lambda T, chunk: np.array([np.mean(np.arange(k, T) // chunk >= k) for k in range(T)]),
        "t // chunk is the number of the chunk. How far step t lies from the first of its chunk is t % chunk.",
    ),
    Misconception(
        "one_step_more",
        lambda T, chunk: _shares(T, chunk, off=1),
        "the steps are counted from 1 inside a chunk. With t from 0, step t lies t mod chunk behind the first step "
        "of its chunk.",
    ),
    Misconception(
        "one_chunk",
        lambda T, chunk: np.array([max(chunk - k, 0) / chunk for k in range(T)]),
        "this is the share within one chunk. The first k answers of the sequence have no input at this lag and "
        "do not count, and the last chunk may be shorter.",
    ),
    Misconception(
        "whole_chunks",
        lambda T, chunk: np.array([T // chunk * max(chunk - k, 0) / (T - k) for k in range(T)]),
        "only whole chunks are counted. The last one may be shorter, and its answers see back to its own first step.",
    ),
    Misconception(
        "last_chunk_left_out",
        lambda T, chunk: _whole_alone(T, chunk, 0.0),
        "a last chunk that is shorter is left out of both counts, of those that reach and of all. Its answers count "
        "like the others.",
    ),
    Misconception(
        "last_chunk_left_out_nan",
        lambda T, chunk: _whole_alone(T, chunk, np.nan),
        "a last chunk that is shorter is left out of both counts, and where no other answer reaches so far back "
        "nothing is left to take a mean of. Its answers count like the others.",
    ),
    Misconception(
        "one_chunk_only",
        lambda T, chunk: np.array([max(min(chunk, T) - k, 0) / (T - k) for k in range(T)]),
        "only the answers of the first chunk are counted. Every chunk has some that see so far.",
    ),
)
