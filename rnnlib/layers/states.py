"""The state before the first step: one array under two names, or a tuple of the states of several parts."""

from typing import Any

import numpy as np

from rnnlib.layers.kept import kept
from rnnlib.validation import check_finite, check_state


def check_initial_state(
    state0: np.ndarray | None, h0: np.ndarray | None, shape: tuple[int, int], dtype: np.dtype
) -> np.ndarray:
    """Return the state (B, H) before the first step, to be kept; one of its two names may be used."""
    if state0 is not None and h0 is not None:
        raise TypeError("h0: expected state0 or h0, two names of one argument, got both")
    name, state = ("state0", state0) if h0 is None else ("h0", h0)
    return keep_state(name, state, shape, dtype)


def keep_state(name: str, state: np.ndarray | None, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Return `state` checked, to be kept; None is zero."""
    return kept(check_finite(name, check_state(name, state, shape, dtype)), state)


def check_states(name: str, states: Any, count: int) -> tuple[Any, ...]:
    """Return the states of `count` parts; None stands for None in each."""
    if states is None:
        return (None,) * count
    if not isinstance(states, tuple):
        raise TypeError(f"{name}: expected a tuple of {count} states, got {type(states).__name__}")
    if len(states) != count:
        raise ValueError(f"{name}: expected a tuple of {count} states, got {len(states)}")
    return states
