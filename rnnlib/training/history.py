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

        fig, (above, below) = figures.new(nrows=2, height=4.2, sharex=True)
        _curve(above, self.loss, color=figures.BLUE, label="training loss")
        if self.evaluation:
            _curve(above, self.evaluation, color=figures.GREEN, label="evaluation")
        _curve(below, self.grad_norm, color=figures.ORANGE)
        above.set_ylabel("loss")
        above.legend()
        below.set(xlabel="epoch", ylabel="gradient norm")
        _scale(above, self.loss + self.evaluation)
        _scale(below, self.grad_norm)
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


def _scale(axes: "Axes", values: Sequence[float]) -> None:
    """Make an axis logarithmic where all on it is above 0; a short one is told by 1, 2 and 5, too."""
    y = np.array(values, float)
    y = y[np.isfinite(y)]
    if not y.size or y.min() <= 0:
        return
    from matplotlib.ticker import LogLocator

    axes.set_yscale("log")
    if y.max() < 50 * y.min():
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
