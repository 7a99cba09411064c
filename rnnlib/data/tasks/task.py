"""What every synthetic task returns."""

from typing import NamedTuple

import numpy as np


class Task(NamedTuple):
    """One batch of a synthetic task, time-major.

    Attributes
    ----------
    x : (T, B, D) floats
    y : the targets of every step: (T, B, O) floats for `mse`, or (T, B) integers for `softmax_cross_entropy`.
        Where a sequence has one answer, `y` holds it at each of its steps, so that `y[-1:]` fits a readout
        of the final state.
    mask : (T, B) of bool, True where the step is real; for the layers
    loss_mask : (T, B) of bool, True where the step counts; for the loss
    output_size : O, the size a readout needs: the number of classes, or of the numbers to predict
    baseline : the loss that can be had without memory, as the task's docstring says; in nats for classes

    Notes
    -----
    A training step in one breath, for a layer and a readout:
    `h, _ = layer.forward(task.x, None, task.mask)`, `y_hat, _ = readout.forward(h)`,
    `loss, dy = mse(y_hat, task.y, task.loss_mask)`.
    """

    x: np.ndarray
    y: np.ndarray
    mask: np.ndarray
    loss_mask: np.ndarray
    output_size: int
    baseline: float


def at_the_end(T: int, B: int) -> np.ndarray:
    """Return the (T, B) mask that is True at the last step alone."""
    return np.repeat(np.arange(T)[:, None] == T - 1, B, axis=1)


def one_hot(symbols: np.ndarray, size: int) -> np.ndarray:
    """Return (T, B, size) with a 1 at the symbol of each step, (T, B)."""
    return np.eye(size)[symbols]
