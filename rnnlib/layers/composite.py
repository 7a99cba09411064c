"""What layers made of layers share: which parts they take, and how states and parameters are put together."""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

import numpy as np


@runtime_checkable
class RecurrentLayer(Protocol):
    """What a layer has to offer to stand in a stack or to read in one of two directions."""

    @property
    def input_size(self) -> int:
        """D, the size of x_t."""

    @property
    def hidden_size(self) -> int:
        """H, the size of h_t."""

    @property
    def dtype(self) -> np.dtype:
        """Of the parameters and of all results."""

    @property
    def params(self) -> dict[str, np.ndarray]:
        """The parameters, by name."""

    def forward(self, x: np.ndarray, *args: Any, **options: Any) -> tuple[np.ndarray, dict[str, Any]]:
        """Map x, state0, mask to h (T, B, H) and the cache."""

    def backward(self, dh: np.ndarray, cache: dict[str, Any], dstate: Any = None) -> tuple[Any, Any, Any]:
        """Return dx, dstate0, grads."""

    def final_state(self, cache: dict[str, Any]) -> Any:
        """Return the last real state."""


def check_parts(parts: Mapping[str, Any]) -> None:
    """Raise unless all `parts` are recurrent layers of one dtype, no two of them the same object."""
    first = next(iter(parts))
    seen: list[RecurrentLayer] = []
    for name, layer in parts.items():
        if not isinstance(layer, RecurrentLayer):
            raise TypeError(f"{name}: expected a recurrent layer, got {type(layer).__name__}")
        if layer.dtype != parts[first].dtype:
            raise ValueError(f"{name}: expected dtype {parts[first].dtype} as {first}, got {layer.dtype}")
        if any(layer is other for other in seen):
            raise ValueError(f"{name}: expected a layer of its own, got one that is used twice")
        seen.append(layer)


def check_states(name: str, states: Any, count: int) -> tuple[Any, ...]:
    """Return the states of `count` parts; None stands for None in each."""
    if states is None:
        return (None,) * count
    if not isinstance(states, tuple):
        raise TypeError(f"{name}: expected a tuple of {count} states, got {type(states).__name__}")
    if len(states) != count:
        raise ValueError(f"{name}: expected a tuple of {count} states, got {len(states)}")
    return states


def merge(parts: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Return one dict of the same arrays: W_xh of the part "forward" becomes "forward.W_xh"."""
    return {f"{part}.{name}": array for part, arrays in parts.items() for name, array in arrays.items()}
