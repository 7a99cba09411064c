"""The training loop: steps, evaluation, early stopping, checkpoints, and a clear stop on divergence."""

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from rnnlib.clipping import clip_grad_norm
from rnnlib.optim import Optimizer
from rnnlib.training.batches import Batches
from rnnlib.training.checkpoint import Groups, Position, copy, copy_into, read_run, write_run
from rnnlib.training.history import History
from rnnlib.training.storage import Arrays, check_path
from rnnlib.validation import NonFiniteError, check_finite, check_number, check_rng, check_size

Batch = TypeVar("Batch")


def train(
    loss_and_grads: Callable[[Batch], tuple[float, Arrays]],
    optimizer: Optimizer,
    batches: Sequence[Batch],
    epochs: int,
    max_norm: float | None = None,
    evaluate: Callable[[], float] | None = None,
    progress: bool = True,
    *,
    patience: int | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    checkpoint_every: int | None = None,
    extras: Arrays | None = None,
    rngs: Sequence[np.random.Generator] = (),
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
    progress : show a progress bar on standard error
    patience : stop after so many epochs without a new lowest evaluation. The model of the best epoch is
        restored at the end, whether or not that stopped it. None goes through all epochs and keeps the last.
    checkpoint : name of an `.npz` file that holds the whole run. Where it exists, the run goes on from there.
    checkpoint_every : optimiser steps from one writing to the next; None writes after each epoch. The end
        of the run is always written.
    extras : arrays that `loss_and_grads` changes in place and that belong to the model, such as
        `BatchNormRNN.running`; saved and restored with the parameters
    rngs : the generators that `loss_and_grads` draws from, for dropout say; saved in the checkpoint

    Returns
    -------
    history : History

    Raises
    ------
    FloatingPointError
        If the loss, a gradient or an updated parameter is NaN or infinite. The message names the step, the
        gradient norm and what to try; the model is the last one that gave a finite loss.
    TypeError, ValueError
        If an argument is of the wrong kind or out of range, or the checkpoint is damaged or of another run.

    Notes
    -----
    A run that was killed, even while writing, and is started again by the same call ends with the same bits
    as one that was not, if all that changes from step to step is in the checkpoint. It holds the parameters,
    the optimiser's state, `extras`, `rngs`, the history, and what `loss_and_grads` and `batches` show as
    attributes: a dict of arrays `state` (the order of `Batches`, the state that `TruncatedBPTT` carries) and
    a generator `rng`. What a function keeps elsewhere is lost, so such a function may only be checkpointed
    where it starts afresh, as at the end of an epoch.
    """
    epochs = check_size("epochs", epochs)
    if len(batches) == 0:
        raise ValueError("batches: expected at least one batch, got none")
    if patience is not None:
        check_size("patience", patience)
        if evaluate is None:
            raise ValueError("evaluate: expected a function where patience is given, got None")
    every = len(batches) if checkpoint_every is None else check_size("checkpoint_every", checkpoint_every)
    bound = np.inf if max_norm is None else check_number("max_norm", max_norm, 0)

    model: Groups = {"params": optimizer.params, "extras": extras or {}}
    best = copy(model)
    helpers = {"batches": batches, "loss_and_grads": loss_and_grads}
    groups: Groups = {
        **model,
        **({} if patience is None else {f"best {name}": arrays for name, arrays in best.items()}),
        "optimizer": optimizer.state,
        **{name: getattr(helper, "state", {}) for name, helper in helpers.items()},
    }
    own = [getattr(helper, "rng", None) for helper in helpers.values()]
    rngs = [check_rng(rng) for rng in (*rngs, *own) if rng is not None]
    call = {"optimizer": type(optimizer).__name__, "batches": len(batches)}

    now = Position()
    if checkpoint is not None and check_path("checkpoint", checkpoint).exists():
        now = read_run(checkpoint, groups, rngs, call)
    history = now.history
    last_good = copy(model)

    def write() -> None:
        if checkpoint is not None:
            write_run(checkpoint, groups, rngs, now, call)

    bar = tqdm(initial=now.epoch, total=epochs, desc="training", unit="epoch", disable=not progress)
    with bar:
        while now.epoch < epochs and not _out_of_patience(history, patience):
            if now.batch == 0 and isinstance(batches, Batches):
                batches.shuffle()
            step = now.epoch * len(batches) + now.batch
            try:
                while now.batch < len(batches):
                    step += 1
                    loss, norm = _step(loss_and_grads, optimizer, batches[now.batch], bound, model, last_good)
                    now.losses.append(loss)
                    now.norms.append(norm)
                    now.batch += 1
                    if step % every == 0 and now.batch < len(batches):
                        write()
                if evaluate is not None:
                    history.evaluation.append(float(evaluate()))
            except NonFiniteError as error:
                copy_into(model, last_good)
                raise FloatingPointError(_diverged(step, now.norms or history.grad_norm, error)) from error
            history.loss.append(float(np.mean(now.losses)))
            history.grad_norm.append(float(np.mean(now.norms)))
            now.epoch, now.batch, now.losses, now.norms = now.epoch + 1, 0, [], []
            if history.best_epoch == now.epoch:
                copy_into(best, model)
            if step % every == 0 or now.epoch == epochs or _out_of_patience(history, patience):
                write()
            bar.set_postfix(loss=f"{history.loss[-1]:.4g}", refresh=False)
            bar.update()
    if patience is not None and history.best_epoch:
        copy_into(model, best)
    return history


def _step(
    loss_and_grads: Callable[[Batch], tuple[float, Arrays]],
    optimizer: Optimizer,
    batch: Batch,
    bound: float,
    model: Groups,
    last_good: Groups,
) -> tuple[float, float]:
    """Take one step; return loss and norm. Where the loss is finite, `last_good` gets the model first."""
    loss, grads = loss_and_grads(batch)
    if not np.isfinite(loss):
        raise NonFiniteError(f"loss: expected a finite number, got {loss}")
    copy_into(last_good, model)
    grads, norm = clip_grad_norm(grads, bound)
    with np.errstate(over="ignore", invalid="ignore"):  # looked for in the next lines
        optimizer.step(grads)
    for name, array in optimizer.params.items():
        check_finite(f"params[{name!r}] after an update with gradient norm {norm:.3g}", array)
    return float(loss), norm


def _out_of_patience(history: History, patience: int | None) -> bool:
    return patience is not None and len(history.evaluation) - history.best_epoch >= patience


def _diverged(step: int, norms: list[float], error: Exception) -> str:
    before = f" The gradient norm before it was {norms[-1]:.3g}." if norms else ""
    advice = (
        "Look for NaN in the data."
        if step == 1
        else "Try a smaller learning rate or a smaller max_norm, and look for NaN in the data."
    )
    return f"training stopped at step {step}: {error}.{before} {advice} The last good parameters are kept."
