"""Tasks that ask for a rule over the whole sequence: parity, nesting, an early word against a late one."""

import numpy as np

from rnnlib.data.tasks.task import Task, at_the_end, one_hot
from rnnlib.sequences import mask_from_lengths
from rnnlib.validation import check_number, check_rng, check_size

# The vocabulary of `sentiment`, in the order of its one-hot vectors.
WORDS = ("not", "very", "good", "bad", "great", "awful", "the", "film", "was", "long", "and", "set", "in")


def parity(T: int, B: int, rng: np.random.Generator | None = None) -> Task:
    """Say whether the number of ones is odd.

    Parameters
    ----------
    T : number of steps, at least 2
    B : number of sequences
    rng : the source of randomness; None takes a fresh one

    Returns
    -------
    task : Task
        x (T, B, 1): bits, 0 or 1; y (T, B): the parity of the bits up to and including this one; only the
        last step counts (to supervise every step, take `mask` for the loss).

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number or is too small.

    Notes
    -----
    y_t = (x_1 + … + x_t) mod 2. Minsky and Papert (1969), "Perceptrons", for a fixed number of bits; over
    time, Bengio, Simard and Frasconi (1994), "Learning long-term dependencies with gradient descent is
    difficult", IEEE Trans. Neural Networks 5(2).

    Baseline: log 2, and no less for a predictor that misses a single bit.
    """
    T, B, rng = check_size("T", T, 2), check_size("B", B), check_rng(rng)
    bits = rng.integers(0, 2, (T, B))
    y = bits.cumsum(axis=0) % 2
    x = bits[..., None].astype(np.float64)
    return Task(x, y, np.ones((T, B), bool), at_the_end(T, B), 2, float(np.log(2)))


def bracket_matching(T: int, B: int, rng: np.random.Generator | None = None, kinds: int = 2) -> Task:
    """Say which kind of bracket each closing bracket must be.

    Parameters
    ----------
    T : number of steps, even
    B : number of sequences
    rng : the source of randomness; None takes a fresh one
    kinds : K, number of kinds of bracket, at least 2

    Returns
    -------
    task : Task
        x (T, B, K + 1), one-hot: an opening bracket of kind 0 to K − 1, or "closes" (class K); y (T, B): the
        kind of the bracket that is opened or closed here; only the steps that close count.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number, is too small, or T is odd.

    Notes
    -----
    The Dyck language over K kinds of bracket: S → ε | S (_k S )_k. Each sequence is one of its words, every
    shape of length T as likely as any other (the cycle lemma: of the T + 1 rotations of T/2 + 1 brackets
    that close and T/2 that open, exactly one is a word and one more bracket that closes). Predicting the
    kind of the closing bracket is the measure of Skachkova, Trost and Klakow (2018), "Closing brackets with
    recurrent neural networks", BlackboxNLP.

    Baseline: a predictor that sees the present symbol alone guesses, for log K.
    """
    T, B, rng = check_size("T", T, 2), check_size("B", B), check_rng(rng)
    if T % 2:
        raise ValueError(f"T: expected an even number, half the brackets open and half close, got {T}")
    K = check_size("kinds", kinds, 2)
    opens = _dyck_shapes(T, B, rng)
    y = rng.integers(0, K, (T, B))
    open_kinds, depth, batch = np.zeros((T // 2, B), int), np.zeros(B, int), np.arange(B)
    for t in range(T):
        depth -= ~opens[t]
        # A bracket that opens puts its kind on the stack; one that closes takes the kind that lies there.
        open_kinds[depth, batch] = y[t] = np.where(opens[t], y[t], open_kinds[depth, batch])
        depth += opens[t]
    x = one_hot(np.where(opens, y, K), K + 1)
    return Task(x, y, np.ones((T, B), bool), ~opens, K, float(np.log(K)))


def sentiment(T: int, B: int, rng: np.random.Generator | None = None, agreement: float = 0.75) -> Task:
    """Keep to the verdict that opens a review, "not good … great", whatever its last word.

    Parameters
    ----------
    T : the largest number of steps, at least 4; the lengths are drawn from max(4, T/2) to T
    B : number of sequences
    rng : the source of randomness; None takes a fresh one
    agreement : the share of reviews whose last word agrees with the verdict, at least 0.5 and less than 1

    Returns
    -------
    task : Task
        x (T, B, 13), one-hot over `WORDS`: "not" or "very", "good" or "bad", words that say nothing, and
        "great" or "awful" at the end; y (T, B): 1 where the verdict is favourable ("very good", "not bad");
        only the last real step counts.

    Raises
    ------
    TypeError, ValueError
        If a size or `agreement` is of the wrong kind or out of range.

    Notes
    -----
    This toy of an early negation and a late praise is the book's own: no baseline is published for it.
    The last word alone gives the verdict with probability p = `agreement`.

    Baseline: to read no more than the last word costs −p log p − (1 − p) log(1 − p), 0.562 at p = 0.75. A
    network with a bias towards recent input gets there and stays.

    A bidirectional network gains only where both directions have read the whole sequence: read out its
    final states, against `y[-1:]`. At the last step its backward direction has seen one word.
    """
    T, B, rng = check_size("T", T, 4), check_size("B", B), check_rng(rng)
    p = check_number("agreement", agreement, 0.5, np.nextafter(1, 0), open_low=False)
    lengths = rng.integers(max(4, T // 2), T + 1, B)
    mask, batch = mask_from_lengths(lengths, T), np.arange(B)
    negated, bad = rng.integers(0, 2, (2, B))
    verdict = 1 - (negated ^ bad)
    agrees = rng.random(B) < p
    words = rng.integers(WORDS.index("the"), len(WORDS), (T, B))
    words[0] = np.where(negated, WORDS.index("not"), WORDS.index("very"))
    words[1] = np.where(bad, WORDS.index("bad"), WORDS.index("good"))
    praise = verdict == agrees  # a favourable verdict that the end agrees with, or the opposite of both
    words[lengths - 1, batch] = np.where(praise, WORDS.index("great"), WORDS.index("awful"))
    x = one_hot(words, len(WORDS)) * mask[..., None]
    y = np.repeat(verdict[None], T, axis=0)
    last = mask & (np.arange(T)[:, None] == lengths - 1)
    return Task(x, y, mask, last, 2, float(-p * np.log(p) - (1 - p) * np.log1p(-p)))


def _dyck_shapes(T: int, B: int, rng: np.random.Generator) -> np.ndarray:
    """Return (T, B) of bool, True where a bracket opens: random Dyck words, all equally likely."""
    moves = rng.permuted(np.repeat([[1], [-1]], [T // 2, T // 2 + 1], axis=0).repeat(B, axis=1), axis=0)
    lowest = moves.cumsum(axis=0).argmin(axis=0)  # (B,): the word begins after its path's first lowest point
    rotated = np.take_along_axis(moves, (np.arange(T + 1)[:, None] + lowest + 1) % (T + 1), axis=0)
    return rotated[:T] == 1
