"""What tells one training run from another: its optimiser, its data, and what is done with both."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rnnlib.optimizer import Optimizer
from rnnlib.training.storage import Arrays, digest

Identity = dict[str, str]

WORDS = 40  # letters of a setting that an error can show
PLAIN = (bool, int, float, str, bytes, range, np.generic, type(None))


def identity(
    loss_and_grads: object,
    optimizer: Optimizer,
    batches: Sequence[Any],
    others: Mapping[str, object],
    steps: int,
) -> Identity:
    """Return what has to be the same for one run to be a continuation of the other.

    Parameters
    ----------
    loss_and_grads, optimizer, batches : as for `train`
    others : settings and arrays by name
    steps : over which the schedule of the learning rate is compared

    Returns
    -------
    identity : by name, a setting in words, or the digest of some contents: the optimiser and its settings,
        `others`, and the data: what `batches` and `loss_and_grads` show as an attribute `data`, a dict of
        arrays and settings, or else what is in a list of batches
    """
    settings = {
        name: _in_words(value)
        for name, value in vars(optimizer).items()
        if name != "lr" and isinstance(value, (*PLAIN, tuple)) and not name.startswith("_")
    }
    lr = np.array([optimizer.lr(n) for n in range(steps)]) if callable(optimizer.lr) else optimizer.lr
    return {
        "optimizer": type(optimizer).__name__,
        **settings,
        "lr": _in_words(lr),
        "number of batches": repr(len(batches)),
        **_data("batches", batches, otherwise={"contents": batches}),
        **_data("loss_and_grads", loss_and_grads, otherwise={}),
        **{name: _in_words(value) for name, value in others.items()},
    }


def contents(value: Any, name: str = "") -> Arrays:
    """Return the arrays in lists, tuples and dicts, however deep, and all else in words, by its place."""
    if isinstance(value, np.ndarray) and value.dtype != object:
        return {name: value}
    if isinstance(value, PLAIN):
        return {name: np.array(repr(value))}
    if isinstance(value, list | tuple):
        if all(isinstance(part, PLAIN) for part in value):
            return {name: np.array(repr(value))}
        value = dict(enumerate(value))
    if isinstance(value, Mapping):
        return {n: a for key, part in value.items() for n, a in contents(part, f"{name}/{key}").items()}
    return {name: np.array(getattr(value, "__qualname__", type(value).__qualname__))}


def _data(name: str, helper: object, otherwise: Mapping[str, object]) -> Identity:
    data = getattr(helper, "data", None)
    data = data if isinstance(data, Mapping) else otherwise
    return {f"{key} of {name}": _in_words(value) for key, value in data.items()}


def _in_words(value: object) -> str:
    arrays = contents(value)
    words = str(arrays[""]) if "" in arrays and not isinstance(value, np.ndarray) else ""
    return words if 0 < len(words) <= WORDS else f"SHA-256 {digest(arrays).tobytes().hex()[:12]}…"
