"""What a training run keeps besides taking its steps: the model at other times, its history, its file."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

from rnnlib.optimizer import Optimizer
from rnnlib.training.batches import Batches, count
from rnnlib.training.checkpoint import Groups, Path, copy, copy_into
from rnnlib.training.history import History, lowest
from rnnlib.training.identity import settings, surroundings
from rnnlib.training.position import Position
from rnnlib.training.referred import attribute, referred
from rnnlib.training.run_file import RunFile
from rnnlib.validation import NonFiniteError, check_finite

Extras = Mapping[str, np.ndarray | np.random.Generator]
LEGACY = (np.random.RandomState, random.Random)  # the generators of np.random.rand and random.random


def _alone(batch: object) -> int:
    """Return the weight of a batch that is the only one."""
    return 1


class Run:
    """A training run: where it stands, and the model now and at other times.

    Parameters
    ----------
    loss_and_grads, optimizer, batches, evaluate, patience, extras : as for `train`

    Attributes
    ----------
    now : Position
    model : the parameters and the arrays of `extras`, in place
    learning : these and the optimiser's state
    best : copy of `model` after the epoch with the lowest evaluation, if `patience` wants one
    began : copy of `learning` when the present epoch began; after a kill within it, something older
    good : copy of `learning` when the epoch with the lowest loss began
    """

    def __init__(
        self,
        loss_and_grads: Callable[[Any], Any],
        optimizer: Optimizer,
        batches: Sequence[Any],
        evaluate: Callable[[], float] | None,
        patience: int | None,
        extras: Extras,
    ) -> None:
        self.optimizer, self.batches = optimizer, batches
        self.roots = {"batches": batches, "loss_and_grads": loss_and_grads, "evaluate": evaluate}
        self.patience = patience
        self.weight = getattr(loss_and_grads, "weight", count if len(batches) > 1 else _alone)
        self.now = Position()
        extras = {**extras, **getattr(loss_and_grads, "extras", {})}
        for name, value in extras.items():
            if not isinstance(value, np.ndarray | np.random.Generator):
                got = type(value).__name__
                raise TypeError(f"extras[{name!r}]: expected an array or a random generator, got {got}")
        arrays = {name: value for name, value in extras.items() if isinstance(value, np.ndarray)}
        self.model: Groups = {"params": optimizer.params, "extras": arrays}
        self.learning: Groups = {**self.model, "optimizer": optimizer.state}
        self.best = {} if patience is None else copy(self.model)
        self.began, self.good = copy(self.learning), copy(self.learning)
        helpers: dict[str, Any] = {"batches": batches, "loss_and_grads": loss_and_grads}
        self.groups: Groups = {
            **self.learning,
            **{f"best {name}": values for name, values in self.best.items()},
            **{f"good {name}": values for name, values in self.good.items()},
            **{name: getattr(helper, "state", {}) for name, helper in helpers.items()},
        }
        self.rngs = [value for value in extras.values() if isinstance(value, np.random.Generator)]
        self.rngs += [helper.rng for helper in helpers.values() if getattr(helper, "rng", None) is not None]

    @property
    def history(self) -> History:
        """Of the epochs so far."""
        return self.now.history

    def open(self, path: Path | None, max_norm: float | None, epochs: int) -> None:
        """Go to where the file says, if there is one, and check all that the run will need of it."""
        if path is not None or self.patience is not None:
            self._check_extras(generators=path is not None)
        own = [array for arrays in self.groups.values() for array in arrays.values()]
        self.file = RunFile(
            path,
            self.groups,
            self.rngs,
            partial(settings, self.optimizer, self.batches, max_norm),
            partial(surroundings, self.roots, own),
        )
        self.now = self.file.start(epochs * len(self.batches), epochs, self.patience)
        copy_into(self.began, self.good)

    def _check_extras(self, *, generators: bool) -> None:
        """Raise ValueError if running averages would be forgotten, or, if they count, generators."""
        kept = [*self.model["extras"].values(), *self.rngs]
        for name, value in referred(self.roots):
            if generators and isinstance(value, LEGACY):
                raise ValueError(
                    f"{name}: expected a generator np.random.default_rng(seed) that is in extras, got "
                    "random numbers whose state no checkpoint holds"
                )
            changing: dict[str, object] = (
                {name: value} if generators and isinstance(value, np.random.Generator) else {}
            )
            running = attribute(value, "running")
            for key, array in running.items() if isinstance(running, dict) else ():
                if isinstance(array, np.ndarray):
                    changing[f"running[{key!r}] of {name}"] = array
            for part, found in changing.items():
                if not any(found is other for other in kept):
                    raise ValueError(
                        f"extras: expected all that changes from step to step, but {part} is not in it: add "
                        "layer.running for a layer with running averages, and every generator under a name"
                    )

    def rest_of_epoch(self) -> Iterator[Any]:
        """Yield the batches of the epoch that have not been taken yet."""
        if self.now.batch == 0:
            copy_into(self.began, self.learning)
            if isinstance(self.batches, Batches):
                self.batches.shuffle()
        while self.now.batch < len(self.batches):
            yield self.batches[self.now.batch]

    def step(self, batch: Any, loss: float, norm: float) -> None:
        """Note a step that was taken; raise NonFiniteError if it left no numbers."""
        for name, array in self.optimizer.params.items():
            check_finite(f"params[{name!r}] after an update with gradient norm {norm:.3g}", array)
        self.now.step(float(loss), self.weight(batch), norm)
        if self.now.batch < len(self.batches):
            self.file.write(self.now, if_due=True)

    def end_epoch(self) -> None:
        """Note an epoch that was gone through."""
        self._record()
        self.now.turn()
        if self.history.best_epoch == self.now.epoch:
            copy_into(self.best, self.model)
        self.file.write(self.now)

    def restore_best(self) -> None:
        """Go back to the model of the best epoch, if `patience` kept it and any was measured."""
        if self.best and self.history.best_epoch:
            copy_into(self.model, self.best)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Give whatever ends the block early the history; after a divergence put back what was good."""
        try:
            yield
        except NonFiniteError as error:
            stop = FloatingPointError(self._diverged(error))
            self._record()
            copy_into(self.learning, self.good)
            vars(stop).update(history=self.history)
            raise stop from error
        except BaseException as error:
            self._record()
            vars(error).update(history=self.history)
            raise

    def _record(self) -> None:
        """Put the epoch into the history; where none was better, what it began with is known to be good."""
        self.now.record()
        if self.now.steps and lowest(self.history.loss) == len(self.history.loss):
            copy_into(self.good, self.began)

    def _diverged(self, error: Exception) -> str:
        step = self.now.epoch * len(self.batches) + min(self.now.batch + 1, len(self.batches))
        norms = [norm for *_, norm in self.now.steps] or self.history.grad_norm
        before = f" The gradient norm before it was {norms[-1]:.3g}." if norms else ""
        advice = (
            "Look for NaN in the data."
            if step == 1
            else "Try a smaller learning rate or a smaller max_norm, and look for NaN in the data."
        )
        return (
            f"training stopped at step {step}: {error}.{before} {advice} The last good parameters are kept."
        )
