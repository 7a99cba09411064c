"""Tasks that ask for something seen long ago."""

import numpy as np

from rnnlib.data.tasks.task import Task, at_the_end, one_hot
from rnnlib.validation import check_rng, check_size


def adding_problem(T: int, B: int, rng: np.random.Generator | None = None) -> Task:
    """Add the two numbers that were marked, one in each half of the sequence.

    Parameters
    ----------
    T : number of steps, at least 2
    B : number of sequences
    rng : the source of randomness; None takes a fresh one

    Returns
    -------
    task : Task
        x (T, B, 2): a number from U[0, 1], and the marker, 1 at two steps and 0 elsewhere; y (T, B, 1): the
        sum; only the last step counts.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number or is too small.

    Notes
    -----
    Hochreiter and Schmidhuber (1997), "Long short-term memory", Neural Computation 9(8), in the version of
    Le, Jaitly and Hinton (2015), arXiv:1504.00941, and of Arjovsky, Shah and Bengio (2016), "Unitary
    evolution recurrent neural networks", ICML: numbers from [0, 1] rather than [-1, 1], the sum itself as
    the target, one marker in each half.

    Baseline: always to say 1 has the mean squared error 2 · 1/12 = 1/6 ≈ 0.167, the variance of the sum.
    """
    T, B, rng = check_size("T", T, 2), check_size("B", B), check_rng(rng)
    numbers = rng.random((T, B))
    first, second = rng.integers(0, T // 2, B), rng.integers(T // 2, T, B)
    batch = np.arange(B)
    x = np.zeros((T, B, 2))
    x[:, :, 0] = numbers
    x[first, batch, 1] = x[second, batch, 1] = 1
    y = np.broadcast_to((numbers[first, batch] + numbers[second, batch])[:, None], (T, B, 1)).copy()
    return Task(x, y, np.ones((T, B), bool), at_the_end(T, B), 1, 1 / 6)


def copy_memory(
    delay: int, B: int, rng: np.random.Generator | None = None, length: int = 10, symbols: int = 8
) -> Task:
    """Repeat a list of symbols, in order, after a long pause.

    Parameters
    ----------
    delay : number of steps from the end of the list to the last step before the answer, at least 1
    B : number of sequences
    rng : the source of randomness; None takes a fresh one
    length : number of symbols to remember
    symbols : K, number of different symbols

    Returns
    -------
    task : Task
        T = delay + 2 · length steps; x (T, B, K + 2), one-hot: the list, delay − 1 blanks (class K), a
        signal (class K + 1), `length` blanks; y (T, B): blank for delay + length steps, then the list.
        Every step counts.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number of at least 1.

    Notes
    -----
    After Hochreiter and Schmidhuber (1997), "Long short-term memory", Neural Computation 9(8), in the version
    of Arjovsky, Shah and Bengio (2016), "Unitary evolution recurrent neural networks", ICML (their T is
    `delay`; length 10 and 8 symbols).

    Baseline: to say "blank" and then guess costs length · log K / (delay + 2 · length), that is
    10 · log 8 / (delay + 20).
    """
    delay, B, rng = check_size("delay", delay), check_size("B", B), check_rng(rng)
    length, K = check_size("length", length), check_size("symbols", symbols)
    T = delay + 2 * length
    items = rng.integers(0, K, (length, B))
    shown, y = np.full((T, B), K), np.full((T, B), K)
    shown[:length] = items
    shown[length + delay - 1] = K + 1
    y[-length:] = items
    every = np.ones((T, B), bool)
    return Task(one_hot(shown, K + 2), y, every, every.copy(), K + 2, float(length * np.log(K) / T))


def delayed_recall(delay: int, B: int, rng: np.random.Generator | None = None, symbols: int = 4) -> Task:
    """Name the first symbol after a stretch of others of the same kind.

    Parameters
    ----------
    delay : number of distracting symbols, at least 1
    B : number of sequences
    rng : the source of randomness; None takes a fresh one
    symbols : K, number of different symbols, at least 2

    Returns
    -------
    task : Task
        T = delay + 2 steps; x (T, B, K + 1), one-hot: the symbol to remember, the distractors, and the signal
        to answer (class K); y (T, B): the first symbol; only the last step counts.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number or is too small.

    Notes
    -----
    The latch problem of Bengio, Simard and Frasconi (1994), "Learning long-term dependencies with gradient
    descent is difficult", IEEE Trans. Neural Networks 5(2), with symbols in the place of real numbers.

    Baseline: to guess costs log K.
    """
    delay, B, rng = check_size("delay", delay), check_size("B", B), check_rng(rng)
    K = check_size("symbols", symbols, 2)
    T = delay + 2
    shown = rng.integers(0, K, (T, B))
    shown[-1] = K
    y = np.repeat(shown[:1], T, axis=0)
    return Task(one_hot(shown, K + 1), y, np.ones((T, B), bool), at_the_end(T, B), K, float(np.log(K)))


def temporal_order(T: int, B: int, rng: np.random.Generator | None = None) -> Task:
    """Say in which order two rare symbols came: XX, XY, YX or YY.

    Parameters
    ----------
    T : number of steps, at least 10
    B : number of sequences
    rng : the source of randomness; None takes a fresh one

    Returns
    -------
    task : Task
        x (T, B, 6), one-hot: X, Y (classes 0, 1) at one step from T/10 to 2T/10 and at one from 4T/10 to
        5T/10, one of four distractors (2 to 5) at every other; y (T, B): 2 · first + second, from 0 to 3;
        only the last step counts.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number or is too small.

    Notes
    -----
    Hochreiter and Schmidhuber (1997), "Long short-term memory", Neural Computation 9(8), experiment 6a, in
    the version of Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural
    networks", ICML, whose positions scale with T and whose sequences have no symbols for start and end.

    Baseline: to guess costs log 4.
    """
    T, B, rng = check_size("T", T, 10), check_size("B", B), check_rng(rng)
    shown = rng.integers(2, 6, (T, B))
    first, second = rng.integers(0, 2, (2, B))
    batch = np.arange(B)
    shown[rng.integers(T // 10, 2 * T // 10, B), batch] = first
    shown[rng.integers(4 * T // 10, 5 * T // 10, B), batch] = second
    y = np.repeat((2 * first + second)[None], T, axis=0)
    return Task(one_hot(shown, 6), y, np.ones((T, B), bool), at_the_end(T, B), 4, float(np.log(4)))
