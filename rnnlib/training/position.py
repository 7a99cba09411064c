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
    epoch : the present one, counted from 0
    steps : loss, weight and gradient norm of each batch of this epoch so far
    history : of the epochs before

    Notes
    -----
    Each method changes all or nothing, wherever an interrupt comes: by one call of what is not Python.
    """

    epoch: int = 0
    steps: list[tuple[float, int, float]] = field(default_factory=list)
    history: History = field(default_factory=History)

    @property
    def batch(self) -> int:
        """The next batch to take, counted from 0."""
        return len(self.steps)

    def step(self, loss: float, weight: int, norm: float) -> None:
        """Go to the next batch."""
        self.steps.append((loss, weight, norm))

    def record(self) -> None:
        """Put the epoch, as far as it got, into the history; a second time changes nothing."""
        if self.steps:
            losses, weights, norms = zip(*self.steps, strict=True)
            loss = [*self.history.loss[: self.epoch], _mean(losses, weights)]
            grad_norm = [*self.history.grad_norm[: self.epoch], _mean(norms, [1] * len(norms))]
            vars(self.history).update(loss=loss, grad_norm=grad_norm)

    def turn(self) -> None:
        """Go to the next epoch."""
        vars(self).update(epoch=self.epoch + 1, steps=[])

    def at_end(self, epochs: int, patience: int | None) -> bool:
        """Return whether no epoch is left, or none was better for too long."""
        waited = len(self.history.evaluation) - self.history.best_epoch
        return self.epoch >= epochs or (patience is not None and waited >= patience)


def _mean(values: Sequence[float], weights: Sequence[int]) -> float:
    shares = np.divide(weights, sum(weights))  # first, so that no sum overflows
    return float(shares @ np.array(values))
