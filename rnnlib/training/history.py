"""What training recorded."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass
class History:
    """What training recorded, one number an epoch.

    Parameters
    ----------
    loss : mean loss over the batches of the epoch
    grad_norm : mean global norm of the gradient, before clipping
    evaluation : what `evaluate` returned after the epoch; empty without it
    """

    loss: list[float] = field(default_factory=list)
    grad_norm: list[float] = field(default_factory=list)
    evaluation: list[float] = field(default_factory=list)

    @property
    def best_epoch(self) -> int:
        """The first epoch, counted from 1, with the lowest evaluation; 0 where no number is there yet."""
        if np.isnan(self.evaluation).all():
            return 0
        return int(np.nanargmin(self.evaluation)) + 1

    def plot(self) -> "Figure":
        """Draw the loss, the evaluation where there is one, and the gradient norm, over the epochs."""
        from rnnlib import figures  # only a plot needs matplotlib

        margins = (1.05, 0.15, 0.55, 0.35)  # room on the left for labels such as 6 × 10⁻¹
        fig, (above, below) = figures.new(nrows=2, height=4.2, margins=margins, sharex=True)
        epochs = np.arange(1, len(self.loss) + 1)
        above.plot(epochs, self.loss, color=figures.BLUE, label="training loss")
        if self.evaluation:
            above.plot(epochs, self.evaluation, color=figures.GREEN, label="evaluation")
        above.set(ylabel="loss", yscale="log")
        above.legend()
        below.plot(epochs, self.grad_norm, color=figures.ORANGE)
        below.set(xlabel="epoch", ylabel="gradient norm", yscale="log")
        first, last = self.loss[0], self.loss[-1]
        return figures.describe(
            fig,
            f"The training loss went from {first:.3g} to {last:.3g} in {len(self.loss)} epochs; "
            f"the gradient norm ended at {self.grad_norm[-1]:.3g}.",
        )
