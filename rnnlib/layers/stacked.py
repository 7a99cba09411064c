"""Recurrent layers on top of one another, with dropout between them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnlib.layers.composite import (
    RecurrentLayer,
    check_parts,
    merge,
    merge_running,
    options_for,
    update_running,
)
from rnnlib.layers.dropout import Dropout, check_rate
from rnnlib.layers.forgotten import warn
from rnnlib.layers.kept import check_cache, frozen
from rnnlib.layers.set_once import set_once
from rnnlib.layers.states import check_states

State = tuple[Any, ...]


@set_once("params", "running", "layers")
class Stacked:
    """The output h_t of each layer is the input x_t of the next.

    Parameters
    ----------
    layers : recurrent layers, the lowest first; each takes inputs of the size that the one below puts out
    dropout : the probability that an entry is dropped between one layer and the next; never after the last,
        and never on the way from one step to the next

    Attributes
    ----------
    params : dict with the arrays of all layers, called "0.W_xh", …, "1.W_xh", …, the lowest layer being 0
    hidden_size : that of the last layer

    Notes
    -----
    Graves, Mohamed and Hinton (2013), "Speech recognition with deep recurrent neural networks", ICASSP;
    dropout as in Zaremba, Sutskever and Vinyals (2014), "Recurrent neural network regularization",
    arXiv:1409.2329.
    """

    def __init__(self, layers: Sequence[RecurrentLayer], *, dropout: float = 0.0) -> None:
        if not isinstance(layers, Sequence):
            raise TypeError(f"layers: expected a list of recurrent layers, got {type(layers).__name__}")
        if len(layers) == 0:
            raise ValueError("layers: expected a list of at least one recurrent layer, got none")
        check_parts({f"layers[{i}]": layer for i, layer in enumerate(layers)})
        for i in range(1, len(layers)):
            if layers[i].input_size != layers[i - 1].hidden_size:
                raise ValueError(
                    f"layers[{i}]: expected input_size {layers[i - 1].hidden_size}, "
                    f"the hidden_size of layers[{i - 1}], got {layers[i].input_size}"
                )
        self.layers = tuple(layers)
        self.dropout = Dropout(check_rate("dropout", dropout))
        if dropout > 0 and len(layers) == 1:
            warn(
                f"Stacked: dropout {dropout:g} has no place in a stack of one layer; nothing will be dropped"
            )
        self.input_size = layers[0].input_size
        self.hidden_size = layers[-1].hidden_size
        self.dtype = layers[0].dtype

    @property
    def params(self) -> dict[str, np.ndarray]:
        """The arrays of all layers, under the prefixes "0.", "1.", …."""
        return merge({name: layer.params for name, layer in self._parts.items()})

    @property
    def running(self) -> dict[str, np.ndarray]:
        """The running averages of all layers that keep some, under the same prefixes."""
        return merge_running(self._parts)

    @property
    def causal(self) -> bool:
        """Whether h_t depends on x_1 … x_t alone: no part reads backwards."""
        return all(getattr(layer, "causal", True) for layer in self.layers)

    @property
    def _parts(self) -> dict[str, RecurrentLayer]:
        return {str(i): layer for i, layer in enumerate(self.layers)}

    def forward(
        self,
        x: np.ndarray,
        state0: State | None = None,
        mask: np.ndarray | None = None,
        *,
        training: bool = False,
        rng: np.random.Generator | None = None,
        start: int = 0,
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Run all layers over every sequence of the batch, one layer after the other.

        Parameters
        ----------
        x : (T, B, D)
        state0 : tuple of the state of each layer before the first step; None is zero
        mask : (T, B) of bool, True where the step is real; at padding every state is carried unchanged
        training : handed on to every layer: batch normalisation takes the statistics of the batch
        rng : handed on to every layer, and decides what dropout drops; None is without dropout
        start : steps read in earlier calls, for layers with running averages

        Returns
        -------
        h : (T, B, H), the output of the last layer; read-only
        cache : what `backward` and `final_state` need

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape, not floating (`mask`: not bool) or not finite at a real step.

        Notes
        -----
        h⁰_t = x_t,  hˡ_t = layer_l(dropout(hˡ⁻¹_t), hˡ_{t-1}) for l = 1 … n,  without dropout for l = 1.
        """
        states = check_states("state0", state0, len(self.layers))
        h, caches, dropout_caches = x, [], []
        for i, (layer, state) in enumerate(zip(self.layers, states, strict=True)):
            if i > 0:
                h, cache = self.dropout.forward(h, training=training, rng=rng)
                h = frozen(h)
                dropout_caches.append(cache)
            h, cache = layer.forward(h, state, mask, **options_for(layer, training, rng, start))
            caches.append(cache)
        return h, {"layer": self, "layers": caches, "dropout": dropout_caches}

    def backward(
        self, dh: np.ndarray, cache: dict[str, Any], dstate: State | None = None
    ) -> tuple[np.ndarray, State, dict[str, np.ndarray]]:
        """Backpropagate through all layers, the last one first.

        Parameters
        ----------
        dh : (T, B, H), ∂L/∂h along the paths that leave the last layer's h_t upwards
        cache : from `forward`
        dstate : tuple of the gradient at each layer's final state, coming from beyond; None is zero

        Returns
        -------
        dx : (T, B, D)
        dstate0 : tuple, one for each layer
        grads : dict with the keys of `params`

        Raises
        ------
        TypeError, ValueError
            If `dh` or `dstate` is not of this shape or not floating, or `cache` is another layer's.

        Notes
        -----
        For l = n down to 1: dhˡ⁻¹ is the dx of layer l, sent back through the dropout.
        """
        check_cache(self, cache)
        dstates = check_states("dstate", dstate, len(self.layers))
        dstate0, grads = [], {}
        for i in reversed(range(len(self.layers))):
            dh, dstate0_i, grads[str(i)] = self.layers[i].backward(dh, cache["layers"][i], dstates[i])
            dstate0.append(dstate0_i)
            if i > 0:
                dh, _ = self.dropout.backward(dh, cache["dropout"][i - 1])
        return dh, tuple(reversed(dstate0)), dict(merge(grads))

    def final_state(self, cache: dict[str, Any]) -> State:
        """Return the tuple of every layer's last real state: `state0` of the next call."""
        check_cache(self, cache)
        return tuple(
            layer.final_state(part) for layer, part in zip(self.layers, cache["layers"], strict=True)
        )

    def update_running(self, cache: dict[str, Any]) -> None:
        """Fold the statistics of one call with `training=True` into the running averages of every layer."""
        check_cache(self, cache)
        update_running(self._parts, dict(zip(self._parts, cache["layers"], strict=True)))
