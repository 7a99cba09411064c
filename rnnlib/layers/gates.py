"""What the gated layers share: the logistic function from tanh, gates in another order, runs of steps."""

from collections.abc import Iterator, Sequence

import numpy as np


def sigmoid_from_tanh(a: np.ndarray) -> None:
    """Turn tanh(a/2), in place, into σ(a) = (1 + tanh(a/2)) / 2, which no argument makes overflow.

    A layer halves the gate's weights once, instead of its argument at every step.
    """
    a *= 0.5
    a += 0.5


def reorder(W: np.ndarray, order: Sequence[int]) -> np.ndarray:
    """Return a copy of `W`, stacked gates of as many rows each, with the gates in another order."""
    gates = W.reshape(len(order), -1, *W.shape[1:])
    return np.take(gates, order, axis=0).reshape(W.shape)


def runs_from_the_end(T: int, B: int, H: int) -> Iterator[slice]:
    """Cut T steps into runs, the last run first.

    What does not wait for the step after is worked out for a whole run at once: one step at a time it would
    cost more calls of NumPy, all T steps at once more memory. A run has about 2H rows (t, b), or 256: few
    enough to stay in the processor's cache, enough to be worth adding one more product to dW.
    """
    steps = max(1, max(256, 2 * H) // B)
    for stop in range(T, 0, -steps):
        yield slice(max(0, stop - steps), stop)
