"""What tells one training run from another: its optimiser, its data, and what is done with both."""

import sys
from collections.abc import Mapping, Sequence
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from rnnlib.optimizer import Optimizer
from rnnlib.training.referred import PLAIN, attribute, is_container, is_leaf, is_own, is_plain, referred
from rnnlib.training.storage import fingerprint

Identity = dict[str, str]

WORDS = 40  # letters of a setting that an error can show


def settings(optimizer: Optimizer, batches: Sequence[Any], max_norm: float | None, steps: int) -> Identity:
    """Return the settings of a run in words, by name.

    Parameters
    ----------
    optimizer, batches, max_norm : as for `train`
    steps : over which the schedule of the learning rate is compared
    """
    own = {
        name: _in_words([value])
        for name, value in vars(optimizer).items()
        if name != "lr" and isinstance(value, (*PLAIN, tuple)) and not name.startswith("_")
    }
    lr = np.array([optimizer.lr(n) for n in range(steps)]) if callable(optimizer.lr) else optimizer.lr
    return {
        "optimizer": type(optimizer).__name__,
        **own,
        "lr": _in_words([lr]),
        "number of batches": repr(len(batches)),
        "max_norm": _in_words([max_norm]),
    }


def surroundings(roots: Mapping[str, object], changing: Sequence[np.ndarray]) -> Identity:
    """Return all that functions and objects refer to, by name, in words or as the digest of its contents.

    Parameters
    ----------
    roots : by name
    changing : arrays that are the run's own; what shares memory with one of them is left out
    """
    found: dict[str, list[Any]] = {}
    for name, value in referred(roots):
        shared = isinstance(value, np.ndarray) and any(np.may_share_memory(value, own) for own in changing)
        if not shared:
            found.setdefault(name, []).append(value)
    return {name: _in_words(values) for name, values in found.items()}


def differences(one: Identity, other: Identity, changed: Sequence[str] = ()) -> list[str]:
    """Return the names of what differs, but for what is `changed`, and for what belongs to either."""
    names = [name for name in {**one, **other} if one.get(name) != other.get(name) and name not in changed]
    ends = tuple(f" of {name}" for name in [*names, *changed])
    return [name for name in names if not name.endswith(ends)]


def _in_words(values: Sequence[Any]) -> str:
    """Return one plain value as it prints, if it is short, and the digest of all else."""
    told = [_told(value) for value in values]
    words = told[0] if len(told) == 1 else ""
    if isinstance(words, str) and 0 < len(words) <= WORDS:
        return words
    return f"SHA-256 {fingerprint({str(n): np.asarray(part) for n, part in enumerate(told)})}…"


def _told(value: Any) -> np.ndarray | str:
    """Return what tells a value from others, but for what it leads to and `referred` yields by itself."""
    if is_leaf(value):
        return value if isinstance(value, np.ndarray) else repr(value)
    if is_container(value):
        if not is_plain(value):
            return f"{type(value).__name__} of {len(value)}"
        # a set in an order that is the same in every process
        return repr(sorted(map(repr, value)) if isinstance(value, set | frozenset) else value)
    if isinstance(value, FunctionType) and is_own(value):
        code = fingerprint({"": np.array(repr(_constant(value.__code__)))})
        return f"code {code}… of Python {sys.version_info.major}.{sys.version_info.minor}"
    names = [attribute(value, name) for name in ("__qualname__", "__name__")]
    return repr(next((name for name in names if isinstance(name, str)), type(value).__qualname__))


def _constant(constant: Any) -> Any:
    """Return what a constant of some code says, without its place in a file or in memory."""
    if isinstance(constant, CodeType):
        return constant.co_code, constant.co_names, _constant(constant.co_consts)
    if isinstance(constant, frozenset):
        return sorted(map(repr, constant))
    return [*map(_constant, constant)] if isinstance(constant, tuple) else repr(constant)
