"""The training loop: steps, evaluation, early stopping, checkpoints, and a clear stop on divergence."""

import numbers
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from rnnlib.clipping import clip_grad_norm
from rnnlib.optimizer import Optimizer
from rnnlib.training.history import History
from rnnlib.training.progress import progress_bar
from rnnlib.training.run import Extras, Run
from rnnlib.training.storage import Arrays
from rnnlib.validation import NonFiniteError, check_number, check_size

Batch = TypeVar("Batch")


def train(
    loss_and_grads: Callable[[Batch], tuple[float, Arrays]],
    optimizer: Optimizer,
    batches: Sequence[Batch],
    epochs: int,
    max_norm: float | None = None,
    *,
    evaluate: Callable[[], float] | None = None,
    patience: int | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    extras: Extras | None = None,
    progress: bool = True,
) -> History:
    """Go through all batches `epochs` times, one optimiser step for each.

    Parameters
    ----------
    loss_and_grads : maps a batch to the loss and the gradients, keyed as `optimizer.params`
    optimizer : updates its `params` in place
    batches : anything `loss_and_grads` understands, at least one; `Batches` are shuffled before each epoch
    epochs : how often to go through all batches
    max_norm : clip the global norm of the gradient to this; None does not clip
    evaluate : called without arguments after each epoch, for a number to record; the lower, the better,
        and NaN counts as not measured
    patience : stop after so many epochs without a new lowest evaluation. The model of the best epoch is
        restored at the end, whether or not that stopped it. None goes through all epochs and keeps the last.
    checkpoint : name of an `.npz` file that holds the whole run. It is written after each epoch, and within
        an epoch once a minute. Where it exists, the run goes on from there.
    extras : by name, all else that `loss_and_grads` changes or draws from: arrays that belong to the model,
        such as `layer.running`, and generators, such as that of dropout. They are in the checkpoint, and the
        arrays are restored with the parameters.
    progress : show a progress bar on standard error, where tqdm is installed

    Returns
    -------
    history : History. Its losses are means over all real steps of an epoch: where batches differ in size,
        each counts by the number of real steps (t, b) of its targets, or by `loss_and_grads.weight(batch)`,
        if there is such an attribute. In a batch the targets are the last array, but for a mask of bool;
        labels (B,) count as B steps, and batches without arrays count alike.

    Raises
    ------
    FloatingPointError
        If the loss, a gradient or an updated parameter is NaN or infinite. The message names the step, the
        gradient norm and what to try. The last good parameters are kept: those that the epoch with the lowest
        loss began with, the one that was broken off included. Before it diverges a run often has epochs with
        huge finite losses, and what they leave is not good. `extras` and the optimiser's state go with them.
    TypeError, ValueError, OSError
        If an argument is of the wrong kind or out of range, or the checkpoint cannot be written, is damaged
        or belongs to another run. No step is taken then.

    Notes
    -----
    For each batch,  L, g = loss_and_grads(batch);  g ← g · min(1, max_norm / ‖g‖);  θ ← θ − optimizer(g).

    Whatever ends the training early, an interrupt too, has the history so far as its attribute `history`
    (after the fact, in a notebook: `sys.last_value.history`). An interrupt leaves the parameters as they are.

    A run that was killed, even while writing, and is started again by the same call ends with the same bits
    as one that was not, if all that changes from step to step is in the checkpoint. It holds the parameters,
    the optimiser's state, `extras`, the history, and what `loss_and_grads` and `batches` show as attributes:
    dicts of arrays `state` (the order of `Batches`, the state that `TruncatedBPTT` carries) and `extras`, and
    a generator `rng`. A generator or a layer with running averages that is in none of these and to which
    `loss_and_grads`, `evaluate` or `batches` lead is an error, and so are the generators of `np.random.rand`
    and of Python's `random`.

    A checkpoint belongs to one run. Another optimiser, setting, schedule or `max_norm` is an error that names
    it, and so is another value of anything that `batches`, `loss_and_grads` and `evaluate` lead to: variables
    around a function, defaults, attributes, what is in lists and dicts, the settings of layers, the code of
    your own functions. Where no step is left to take, other weights or generators at the start, such as those
    of another seed, are an error too. More epochs continue the run. What changes in the course of the run,
    such as a list that `loss_and_grads` appends to, is not compared; where it matters and is not in the
    checkpoint, a run that goes on is not the run that was killed.
    """
    epochs, bound = _check_arguments(
        loss_and_grads, optimizer, batches, epochs, max_norm, evaluate, patience, extras
    )
    run = Run(loss_and_grads, optimizer, batches, evaluate, patience, extras or {})
    run.open(checkpoint, max_norm, epochs)
    with progress_bar("training", "epoch", epochs, done=run.now.epoch, shown=progress) as advance, run.kept():
        while not run.now.at_end(epochs, patience):
            for batch in run.rest_of_epoch():
                loss, grads = _pair(loss_and_grads(batch))
                if not np.isfinite(_real("loss", loss)):
                    raise NonFiniteError(f"loss: expected a finite number, got {loss}")
                grads, norm = clip_grad_norm(grads, bound)
                with np.errstate(over="ignore", invalid="ignore"):  # run.step looks at what came of it
                    optimizer.step(grads)
                run.step(batch, loss, norm)
            if evaluate is not None:
                run.history.evaluation.append(_real("evaluate", evaluate()))
            run.end_epoch()
            advance(loss=f"{run.history.loss[-1]:.4g}")
    run.restore_best()
    return run.history


def _real(name: str, value: Any) -> float:
    of_numpy = isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iuf"
    if isinstance(value, numbers.Real) or of_numpy:
        return float(value)
    raise TypeError(f"{name}: expected a number, got {value!r}")


def _pair(result: Any) -> tuple[Any, Arrays]:
    if isinstance(result, tuple | list) and len(result) == 2 and isinstance(result[1], Mapping):
        return result[0], result[1]  # type: ignore[return-value]
    got = (
        f"({', '.join(type(part).__name__ for part in result)})"
        if isinstance(result, tuple)
        else type(result).__name__
    )
    raise TypeError(f"loss_and_grads: expected it to return the loss and a dict of gradients, got {got}")


def _check_arguments(
    loss_and_grads: object,
    optimizer: object,
    batches: Any,
    epochs: int,
    max_norm: float | None,
    evaluate: object,
    patience: int | None,
    extras: object,
) -> tuple[int, float]:
    """Return `epochs`, and `max_norm` with infinity for None."""
    epochs = check_size("epochs", epochs)
    if not callable(loss_and_grads):
        raise TypeError(f"loss_and_grads: expected a function of a batch, got {loss_and_grads!r}")
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer: expected one such as SGD or Adam, got {type(optimizer).__name__}")
    if not (hasattr(batches, "__len__") and hasattr(batches, "__getitem__")) or isinstance(batches, Mapping):
        raise TypeError(f"batches: expected a list or another sequence, got {type(batches).__name__}")
    if len(batches) == 0:
        raise ValueError("batches: expected at least one batch, got none")
    if not (evaluate is None or callable(evaluate)):
        raise TypeError(f"evaluate: expected a function without arguments, got {evaluate!r}")
    if not (extras is None or isinstance(extras, Mapping)):
        raise TypeError(f"extras: expected a dict of arrays and generators, got {type(extras).__name__}")
    if patience is not None:
        check_size("patience", patience)
        if evaluate is None:
            raise ValueError("evaluate: expected a function where patience is given, got None")
    return epochs, np.inf if max_norm is None else check_number("max_norm", max_norm, 0, np.inf)
