"""Weights to a file and back in place."""

import os
from collections.abc import Mapping

import numpy as np

from rnnlib.optimizer import Optimizer
from rnnlib.training.storage import Arrays, read_arrays, write_arrays
from rnnlib.validation import check_mapping, check_writable

Path = str | os.PathLike[str]
Groups = Mapping[str, Arrays]


def save(
    path: Path, params: Arrays, optimizer: Optimizer | None = None, *, extras: Arrays | None = None
) -> None:
    """Write weights, and with them the state of an optimiser and other arrays, to an `.npz` file.

    Parameters
    ----------
    path : a name ending in .npz; an old file is replaced in one step, once the new one is whole
    params : dict of arrays, such as `layer.params`
    optimizer : its `state` is saved too
    extras : dict of arrays that belong to the model and are not trained, such as `BatchNormRNN.running`

    Raises
    ------
    TypeError, ValueError
        If the name does not end in .npz, an argument is of the wrong kind, or an array holds Python objects.
    OSError
        If the file cannot be written; an old one stays as it was.
    """
    write_arrays(path, flatten(_groups(params, optimizer, extras)))


def load(
    path: Path, params: Arrays, optimizer: Optimizer | None = None, *, extras: Arrays | None = None
) -> None:
    """Copy what `save` wrote into arrays that are there already.

    Parameters
    ----------
    path : the file; a checkpoint of `train` gives its latest weights
    params : dict with the keys, shapes and dtypes of those saved; filled in place
    optimizer : its `state` is filled in place
    extras : filled in place

    Raises
    ------
    TypeError, ValueError
        If the file is damaged, not of this format, or does not fit, an argument is of the wrong kind, or an
        array is read-only. Nothing is changed then, and nothing in the file is ever executed.
    OSError
        If the file cannot be opened.
    """
    groups = _groups(params, optimizer, extras)
    copy_into(groups, unflatten(path, read_arrays(path), groups))


def _groups(params: Arrays, optimizer: Optimizer | None, extras: Arrays | None) -> Groups:
    groups = {"params": params}
    if optimizer is not None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"optimizer: expected one such as SGD or Adam, got {type(optimizer).__name__}")
        groups["optimizer"] = optimizer.state
    if extras is not None:
        groups["extras"] = extras
    for group, arrays in groups.items():
        check_mapping(group, arrays)
        for name, array in arrays.items():
            if not isinstance(array, np.ndarray):
                raise TypeError(f"{group}[{name!r}]: expected an array, got {type(array).__name__}")
    return groups


def copy(groups: Groups) -> dict[str, Arrays]:
    """Return groups of copies."""
    return {group: {name: a.copy() for name, a in arrays.items()} for group, arrays in groups.items()}


def copy_into(groups: Groups, values: Groups) -> None:
    """Overwrite every array of `groups`, in place."""
    for group, arrays in groups.items():
        for name, array in arrays.items():
            array[...] = values[group][name]


def flatten(groups: Groups) -> Arrays:
    """Return all arrays in one dict, under "group/name"."""
    return {f"{group}/{name}": array for group, arrays in groups.items() for name, array in arrays.items()}


def unflatten(path: Path, flat: Arrays, expected: Groups) -> Groups:
    """Return the groups of `expected` out of `flat`; raise ValueError if they cannot be copied into these."""
    groups = {}
    for group, arrays in expected.items():
        prefix = f"{group}/"
        found = {name.removeprefix(prefix): a for name, a in flat.items() if name.startswith(prefix)}
        if set(found) != set(arrays):
            raise ValueError(f"{path}: expected {group} with {sorted(arrays)}, the file has {sorted(found)}")
        for name, array in arrays.items():
            want, got = (f"{a.dtype} {a.shape}" for a in (array, found[name]))
            if want != got:
                raise ValueError(f"{path}: expected {prefix}{name} to be {want}, the file has {got}")
            check_writable(f"{group}[{name!r}]", array)
        groups[group] = found
    return groups
