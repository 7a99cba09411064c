"""What training recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass
class History:
    """What training recorded, one number an epoch.

    Parameters
    ----------
    loss : mean loss of the epoch, over the real steps of all its batches: a short batch counts for less
    grad_norm : mean global norm of the gradient over the updates of the epoch, before clipping
    evaluation : what `evaluate` returned after the epoch; empty without it

    Notes
    -----
    Where training was stopped by an error or an interrupt, the history is that exception's attribute
    `history`. The last entry of `loss` and `grad_norm` is then the part of the epoch that was reached.
    """

    loss: list[float] = field(default_factory=list)
    grad_norm: list[float] = field(default_factory=list)
    evaluation: list[float] = field(default_factory=list)

    @property
    def best_epoch(self) -> int:
        """The first epoch, counted from 1, with the lowest evaluation; 0 where no number is there yet."""
        return lowest(self.evaluation)

    def plot(self) -> "Figure":
        """Draw the loss, the evaluation where there is one, and the gradient norm, over the epochs.

        An axis is logarithmic where everything on it is greater than 0, and linear otherwise. What is not
        a finite number, such as an evaluation that was not measured, is left out.
        """
        if not self.loss:
            raise ValueError("history: expected at least one epoch to plot, got none")
        from rnnlib import figures  # only a plot needs matplotlib

        margins = (1.05, 0.15, 0.55, 0.35)  # room on the left for labels such as 6 × 10⁻¹
        fig, (above, below) = figures.new(nrows=2, height=4.2, margins=margins, sharex=True)
        _curve(above, self.loss, color=figures.BLUE, label="training loss")
        if self.evaluation:
            _curve(above, self.evaluation, color=figures.GREEN, label="evaluation")
        _curve(below, self.grad_norm, color=figures.ORANGE)
        above.set(ylabel="loss", yscale=_scale(self.loss + self.evaluation))
        above.legend()
        below.set(xlabel="epoch", ylabel="gradient norm", yscale=_scale(self.grad_norm))
        first, last = self.loss[0], self.loss[-1]
        return figures.describe(
            fig,
            f"The training loss went from {first:.3g} to {last:.3g} in {len(self.loss)} epochs; "
            f"the gradient norm ended at {self.grad_norm[-1]:.3g}.",
        )


def lowest(values: Sequence[float]) -> int:
    """Return the place, counted from 1, of the first lowest number; 0 where there is none but NaN."""
    return 0 if np.isnan(values).all() else int(np.nanargmin(values)) + 1


def _curve(axes: "Axes", values: Sequence[float], **style: str) -> None:
    """Draw the finite numbers over the epochs; a line alone would not show a number between two gaps."""
    y = np.array(values, float)
    epochs = np.flatnonzero(np.isfinite(y)) + 1
    gaps = len(epochs) < 2 or np.diff(epochs).max() > 1
    axes.plot(epochs, y[epochs - 1], marker="." if gaps else "", **style)  # type: ignore[arg-type]


def _scale(values: Sequence[float]) -> str:
    y = np.array(values, float)
    return "log" if (y[np.isfinite(y)] > 0).all() else "linear"
