"""The training loop: progress bar, clipping, a history that plots itself, and a clear stop on divergence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from tqdm import tqdm

from rnnlib.clipping import clip_grad_norm
from rnnlib.optim import SGD
from rnnlib.validation import NonFiniteError, check_size

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Batch = TypeVar("Batch")
Grads = dict[str, np.ndarray]


@dataclass
class History:
    """What training recorded, one number an epoch.

    Attributes
    ----------
    loss : mean loss over the batches of the epoch
    grad_norm : mean global norm of the gradient, before clipping
    evaluation : what `evaluate` returned after the epoch; empty without it
    """

    loss: list[float] = field(default_factory=list)
    grad_norm: list[float] = field(default_factory=list)
    evaluation: list[float] = field(default_factory=list)

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


def train(
    loss_and_grads: Callable[[Batch], tuple[float, Grads]],
    optimizer: SGD,
    batches: Sequence[Batch],
    epochs: int,
    max_norm: float | None = None,
    evaluate: Callable[[], float] | None = None,
    progress: bool = True,
) -> History:
    """Go through all batches `epochs` times, one optimiser step for each.

    Parameters
    ----------
    loss_and_grads : maps a batch to the loss and the gradients, keyed as `optimizer.params`
    optimizer : updates its `params` in place
    batches : anything `loss_and_grads` understands, at least one
    epochs : how often to go through all batches
    max_norm : clip the global norm of the gradient to this; None does not clip
    evaluate : called without arguments after each epoch, for a number to record
    progress : show a progress bar on standard error

    Returns
    -------
    history : History

    Raises
    ------
    FloatingPointError
        If the loss or a gradient is NaN or infinite. The message names the step and what to try; the
        parameters are the last ones that gave a finite loss.
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.
    """
    epochs = check_size("epochs", epochs)
    if len(batches) == 0:
        raise ValueError("batches: expected at least one batch, got none")
    bound = np.inf if max_norm is None else max_norm
    history = History()
    last_good = _copy(optimizer.params)
    bar = tqdm(range(epochs), desc="training", unit="epoch", disable=not progress)
    for epoch in bar:
        losses: list[float] = []
        norms: list[float] = []
        for number, batch in enumerate(batches):
            step = epoch * len(batches) + number + 1
            try:
                loss, grads = loss_and_grads(batch)
                if not np.isfinite(loss):
                    raise NonFiniteError(f"loss: expected a finite number, got {loss}")
                last_good = _copy(optimizer.params)
                grads, norm = clip_grad_norm(grads, bound)
            except NonFiniteError as error:
                _restore(optimizer.params, last_good)
                raise FloatingPointError(_diverged(step, norms or history.grad_norm, error)) from error
            optimizer.step(grads)
            losses.append(loss)
            norms.append(norm)
        history.loss.append(float(np.mean(losses)))
        history.grad_norm.append(float(np.mean(norms)))
        if evaluate is not None:
            history.evaluation.append(float(evaluate()))
        bar.set_postfix(loss=f"{history.loss[-1]:.4g}")
    return history


def _diverged(step: int, norms: list[float], error: Exception) -> str:
    before = f" The gradient norm before it was {norms[-1]:.3g}." if norms else ""
    advice = (
        "Look for NaN in the data."
        if step == 1
        else "Try a smaller learning rate or a smaller max_norm, and look for NaN in the data."
    )
    return f"training stopped at step {step}: {error}.{before} {advice} The last good parameters are kept."


def _copy(params: Grads) -> Grads:
    return {name: array.copy() for name, array in params.items()}


def _restore(params: dict[str, Any], saved: Grads) -> None:
    for name, array in saved.items():
        params[name][...] = array
