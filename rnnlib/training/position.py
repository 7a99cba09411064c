"""Where a training run stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from rnnlib.training.history import History


@dataclass
class Position:
    """Where a training run stands.

    Attributes
    ----------
    epoch, batch : the next batch to take, both counted from 0
    losses, weights, norms : of the batches of this epoch so far
    history : of the epochs before
    """

    epoch: int = 0
    batch: int = 0
    losses: list[float] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)
    history: History = field(default_factory=History)

    def step(self, loss: float, weight: int, norm: float) -> None:
        """Go to the next batch."""
        self.losses.append(loss)
        self.weights.append(weight)
        self.norms.append(norm)
        self.batch += 1

    def record(self) -> None:
        """Put the epoch, as far as it got, into the history."""
        if self.losses:
            self.history.loss.append(_mean(self.losses, self.weights))
            self.history.grad_norm.append(_mean(self.norms, [1] * len(self.norms)))

    def turn(self) -> None:
        """Go to the next epoch."""
        self.epoch, self.batch = self.epoch + 1, 0
        self.losses, self.weights, self.norms = [], [], []

    def at_end(self, epochs: int, patience: int | None) -> bool:
        """Return whether no epoch is left, or none was better for too long."""
        waited = len(self.history.evaluation) - self.history.best_epoch
        return self.epoch >= epochs or (patience is not None and waited >= patience)


def _mean(values: Sequence[float], weights: Sequence[int]) -> float:
    shares = np.divide(weights, sum(weights))  # first, so that no sum overflows
    return float(shares @ np.array(values))
