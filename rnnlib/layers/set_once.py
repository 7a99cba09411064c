"""What holds a layer's arrays stays as it was built; only its entries change.

An optimiser or a merged dict holds it too. Had the layer another, both would go on with the old one, and
training would move arrays that nobody reads. In the one they share they see what is new, and say so.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NoReturn, TypeVar

Layer = TypeVar("Layer", bound=type)


class _SetOnce:
    """An attribute that keeps its first value. It has no `__get__`: reading it costs nothing more."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __set__(self, layer: Any, value: object) -> None:
        own = vars(layer).setdefault(self.name, value)
        if own is value:  # also `layer.params |= …`, which ends in an assignment of the same dict
            return
        if not (isinstance(own, dict) and isinstance(value, Mapping) and own.keys() == value.keys()):
            _refuse(self.name)
        own.update(value)


def set_once(*names: str) -> Callable[[Layer], Layer]:
    """Return a decorator for the class of a layer, whose attributes or properties of these names stay.

    Parameters
    ----------
    names : "params" and "running", the dicts of a layer's arrays, and the layers that it is made of
    """

    def decorate(layer: Layer) -> Layer:
        for name in names:
            made = getattr(layer, name, None)  # a property, where the arrays are those of other layers
            stays = made.setter(partial(_refuse, name)) if isinstance(made, property) else _SetOnce(name)
            setattr(layer, name, stays)
        return layer

    return decorate


def _refuse(name: str, *_: object) -> NoReturn:
    arrays = "running" if name == "running" else "params"
    raise AttributeError(
        f"{name}: expected to stay as it was built, for an optimiser may hold its arrays; write into them: "
        f"for key, array in layer.{arrays}.items(): array[...] = values[key]"
    )
