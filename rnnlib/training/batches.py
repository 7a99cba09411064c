"""Mini-batches, and one long record as parallel streams."""

import numbers
import operator
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from rnnlib.layers.forgotten import warn
from rnnlib.validation import KINDS, check_array, check_rng, check_size

Batch = tuple[Any, ...]  # of arrays, and None


class Batches(Sequence[Batch]):
    """Arrays cut into mini-batches along the batch axis, in a new order in every epoch.

    Parameters
    ----------
    arrays : each (T, B, …) with the same B: inputs, targets, mask; None stays None in every batch
    batch_size : sequences in a batch; the last batch is smaller where `batch_size` does not divide B
    rng : draws the order of every epoch; None keeps the order given, as an evaluation wants it

    Attributes
    ----------
    order : (B,) of int, the sequences in the order of the present epoch
    state : dict with `order`: with the state of `rng`, what a checkpoint keeps

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or the batch axes differ.

    Notes
    -----
    `train` calls `shuffle` before each epoch. Batch number n of an epoch is `batches[n]`, a tuple with one
    entry for each array. Where `batch_size` is larger than B there is one batch, of all sequences.
    """

    def __init__(
        self, *arrays: np.ndarray | None, batch_size: int, rng: np.random.Generator | None = None
    ) -> None:
        given = {n: array for n, array in enumerate(arrays) if array is not None}
        if not given:
            raise ValueError("arrays: expected at least one array, got none")
        for n, array in given.items():
            if not isinstance(array, np.ndarray) or array.ndim < 2:
                got = getattr(array, "shape", type(array).__name__)
                raise ValueError(f"arrays[{n}]: expected an array of shape (T, B, …), got {got}")
            check_array(f"arrays[{n}]", array, "integers", "booleans")
        sizes = {n: array.shape[1] for n, array in given.items()}
        if len(set(sizes.values())) > 1 or 0 in sizes.values():
            raise ValueError(f"arrays: expected one batch size B of at least 1 on axis 1, got {sizes}")
        self.arrays = arrays
        self.batch_size = check_size("batch_size", batch_size)
        self.rng = None if rng is None else check_rng(rng)
        self.order = np.arange(next(iter(sizes.values())))
        self.state = {"order": self.order}

    def shuffle(self) -> None:
        """Draw a new order from `rng`, if there is one."""
        if self.rng is not None:
            self.order[:] = self.rng.permutation(len(self.order))

    def __len__(self) -> int:
        return -(-len(self.order) // self.batch_size)  # rounded up

    def __getitem__(self, number: Any) -> Batch:
        number = range(len(self))[operator.index(number)]
        chosen = self.order[number * self.batch_size : (number + 1) * self.batch_size]
        return tuple(None if array is None else array[:, chosen] for array in self.arrays)


def count(batch: object) -> int:
    """Return over how many real steps (t, b) a loss averages that is a mean over the batch.

    Parameters
    ----------
    batch : an array (T, B, …), or a tuple, list or dict of arrays, however deep; the last one that is not a
        mask holds the targets

    Returns
    -------
    count : T·B of the targets, or the real steps of the last mask (T, B) of their size; B where the one array
        (T, B, …) is followed by labels (B,); n for n whole numbers, as indices of sequences are; 1 for
        anything else

    Warns
    -----
    RuntimeWarning
        If the batch is an object in which no array is found.

    Notes
    -----
    A mask is an array (T, B) of bool with a real step. That of the inputs does not count where the targets
    have other steps, as the one answer (1, B, O) to a whole sequence has. Targets (T, B) of bool would be
    taken for a mask.
    """
    parts = list(_leaves(batch))
    arrays = [part for part in parts if isinstance(part, np.ndarray) and part.ndim >= 2]
    masks = [array for array in arrays if array.dtype == bool and array.ndim == 2]
    targets = [array for array in arrays if not any(array is mask for mask in masks)] or masks
    rows = [part for part in parts if isinstance(part, np.ndarray) and part.ndim == 1]
    if targets:
        T, B = targets[-1].shape[:2]
        if len(targets) == 1 and any(row.shape == (B,) for row in rows):
            return B
        return next((int(m.sum()) for m in reversed(masks) if m.shape == (T, B) and m.any()), T * B)
    if rows and rows[-1].dtype.kind in KINDS["integers"]:
        return len(rows[-1])
    if not rows and any(not isinstance(part, numbers.Number | str | None) for part in parts):
        warn(
            f"batches: found no array in a {type(batch).__name__}, which counts in the loss of an epoch like "
            "any other, whatever its size; give loss_and_grads an attribute `weight`, a function of a batch"
        )
    return 1


def _leaves(batch: Any) -> Iterator[Any]:
    """Yield what is in tuples, lists and dicts, however deep; whole numbers in a row as one array."""
    if isinstance(batch, dict):
        batch = list(batch.values())
    if not isinstance(batch, tuple | list):
        yield batch
    elif batch and all(isinstance(part, numbers.Integral) for part in batch):
        yield np.array(batch)
    else:
        for part in batch:
            yield from _leaves(part)


def streams(record: np.ndarray, count: int) -> np.ndarray:
    """Cut one long record into parallel streams, for training with a carried state.

    Parameters
    ----------
    record : (N, …), one entry for each step
    count : B, the number of streams

    Returns
    -------
    streams : (T, B, …) with T = N // B; stream b holds the steps b·T to (b+1)·T − 1 of the record. The last
        N − B·T steps, fewer than B, are left out.

    Raises
    ------
    TypeError, ValueError
        If `count` is not from 1 to N.

    Notes
    -----
    To forecast the next entry, cut `record[:-1]` for the inputs and `record[1:]` for the targets.
    """
    B = check_size("count", count)
    record = check_array("record", record, "integers", "booleans")
    if record.ndim == 0 or len(record) < B:
        raise ValueError(f"record: expected at least {B} steps for {B} streams, got shape {record.shape}")
    T = len(record) // B
    return record[: B * T].reshape(B, T, *record.shape[1:]).swapaxes(0, 1).copy()  # (T, B, …)
