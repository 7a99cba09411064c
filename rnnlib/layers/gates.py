"""What the gated layers share: the logistic function from tanh, gates in another order, runs of steps."""

from collections.abc import Sequence

import numpy as np

ROWS = 512  # (t, b) of a run: few enough for the processor's cache, enough to be worth a product for dW


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


def cut_into_runs(T: int, B: int) -> list[slice]:
    """Cut T steps into runs, whose arrays are allocated and worked on one by one.

    What does not wait for the step after is worked out for a whole run at once: one step at a time it would
    cost more calls of NumPy, all T steps at once more memory.
    """
    steps = max(1, ROWS // B)
    return [slice(start, min(start + steps, T)) for start in range(0, T, steps)]
