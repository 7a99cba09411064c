"""What layers made of layers share: which parts they take, and how their parameters are put together."""

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Any, NoReturn, Protocol, runtime_checkable

import numpy as np

from rnnlib.validation import check_mapping


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

    def forward(
        self,
        x: np.ndarray,
        state0: Any = None,
        mask: np.ndarray | None = None,
        *,
        training: bool = False,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Map x, state0, mask to h (T, B, H) and the cache."""

    def backward(self, dh: np.ndarray, cache: dict[str, Any], dstate: Any = None) -> tuple[Any, Any, Any]:
        """Return dx, dstate0, grads."""

    def final_state(self, cache: dict[str, Any]) -> Any:
        """Return the last real state."""


def _refuse(self: Any, *args: Any, **kwargs: Any) -> NoReturn:
    raise TypeError(
        "params: expected no entry to be replaced, added or removed, for the layer would not see it; "
        "write into the array, params[name][...] = value, or replace it in the layer that owns it"
    )


class Merged(dict[str, np.ndarray]):
    """A dict of arrays that belong to others: they are changed in place, and none is replaced here.

    `merged["0.W_hh"][...] = value` reaches the layer. `merged["0.W_hh"] = value` would not, and is an
    error. A copy, or what a pickle gives back, is an ordinary dict. Where a layer has replaced an array
    since, to read it here, alone or with the others, is an error too, so that nobody goes on with the old
    one.
    """

    sources: Mapping[str, tuple[Mapping[str, np.ndarray], str]]

    __delitem__: Any = _refuse
    __ior__: Any = _refuse
    update: Any = _refuse
    setdefault: Any = _refuse
    pop: Any = _refuse
    popitem: Any = _refuse
    clear: Any = _refuse

    def __getitem__(self, name: str) -> np.ndarray:
        array = super().__getitem__(name)
        arrays, own_name = self.sources[name]
        if arrays[own_name] is not array:
            raise ValueError(
                f"params[{name!r}]: expected the array that its layer holds, which has been replaced since; "
                "write params[name][...] = value, or merge the params again and make a new optimiser"
            )
        return array

    def __iter__(self) -> Iterator[str]:
        return super().__iter__()  # a dict with an `__iter__` of its own is copied through `__getitem__`

    def get(self, name: str, default: Any = None) -> Any:
        """Return an array, or the default where there is none of this name."""
        return self[name] if name in self else default  # noqa: SIM401, this is the method it proposes

    def values(self) -> Any:
        """Return a view of the arrays, each looked up as by its name."""
        return ValuesView(self)

    def items(self) -> Any:
        """Return a view of names and arrays, each looked up as by its name."""
        return ItemsView(self)

    def __setitem__(self, name: str, array: np.ndarray) -> None:
        if super().get(name) is not array:  # params[name] -= change ends in an assignment of the same array
            _refuse(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


def merge(parts: Mapping[str, Mapping[str, np.ndarray]]) -> Merged:
    """Return one dict of the arrays of several layers, each under the name of its part.

    Parameters
    ----------
    parts : dict of dicts of arrays, the parameters or the gradients of each part

    Returns
    -------
    merged : dict of the same arrays: W_xh of the part "rnn" is called "rnn.W_xh". The arrays can be written
        to, as an optimiser does, but not replaced: the layer would not see it.

    Raises
    ------
    TypeError, ValueError
        If a part is no dict, or two arrays get the same name.
    """
    check_mapping("parts", parts)
    for part, arrays in parts.items():
        check_mapping(f"parts[{part!r}]", arrays)
    pairs = [(f"{part}.{name}", array) for part, arrays in parts.items() for name, array in arrays.items()]
    merged = Merged(pairs)
    merged.sources = {f"{part}.{name}": (arrays, name) for part, arrays in parts.items() for name in arrays}
    if len(merged) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"parts: expected a different name for each array, got {twice!r} twice")
    return merged


def check_parts(parts: Mapping[str, Any]) -> None:
    """Raise unless all `parts` are recurrent layers of one dtype, no two of them with memory in common."""
    first = next(iter(parts))
    seen: list[tuple[str, np.ndarray]] = []
    for name, layer in parts.items():
        if not isinstance(layer, RecurrentLayer):
            raise TypeError(f"{name}: expected a recurrent layer, got {type(layer).__name__}")
        if layer.dtype != parts[first].dtype:
            raise ValueError(f"{name}: expected dtype {parts[first].dtype} as {first}, got {layer.dtype}")
        own = [(f"{name}.params[{key!r}]", array) for key, array in layer.params.items()]
        for parameter, array in own:
            for other, earlier in seen:
                if np.shares_memory(array, earlier):
                    raise ValueError(
                        f"{name}: expected a layer of its own, got one that is used twice: "
                        f"{parameter} is {other}, and would be updated under both names"
                    )
        seen += own


def options_for(
    layer: RecurrentLayer, training: bool, rng: np.random.Generator | None, start: int
) -> dict[str, Any]:
    """Return the options that a part's `forward` gets; `start` is for those with running averages."""
    return {"training": training, "rng": rng} | ({"start": start} if has_running(layer) else {})


def has_running(layer: RecurrentLayer) -> bool:
    """Return whether a layer, or a part of it, keeps running averages that training has to update."""
    return bool(getattr(layer, "running", {}))


def merge_running(parts: Mapping[str, Any]) -> Merged:
    """Return the running averages of all parts that keep some."""
    return merge({name: layer.running for name, layer in parts.items() if has_running(layer)})


def update_running(parts: Mapping[str, Any], caches: Mapping[str, dict[str, Any]]) -> None:
    """Fold the statistics of one call into the running averages of all parts that keep some."""
    for name, layer in parts.items():
        if has_running(layer):
            layer.update_running(caches[name])
