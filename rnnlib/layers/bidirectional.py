"""Two recurrent layers over the same input, one from the past, one from the future."""

from typing import Any

import numpy as np

from rnnlib.layers.composite import (
    RecurrentLayer,
    check_parts,
    has_running,
    merge,
    merge_running,
    options_for,
    update_running,
)
from rnnlib.layers.kept import check_cache, frozen, keep_sequences
from rnnlib.layers.set_once import set_once
from rnnlib.layers.states import check_states
from rnnlib.validation import check_floats, zero_padding

State = tuple[Any, Any]


@set_once("params", "running", "forward_layer", "backward_layer")
class Bidirectional:
    """h_t = [h→_t; h←_t]: what one layer made of x_1 … x_t, and the other of x_T … x_t.

    Parameters
    ----------
    forward_layer : reads x_1 first; any recurrent layer
    backward_layer : reads x_T first; any recurrent layer with the same `input_size` and dtype

    Attributes
    ----------
    params : dict with the arrays of both layers, called "forward.W_xh", …, "backward.W_xh", …
    hidden_size : H = H_f + H_b, the sizes of the two together

    Notes
    -----
    Schuster and Paliwal (1997), "Bidirectional recurrent neural networks", IEEE Transactions on Signal
    Processing 45(11). Every output depends on the whole input: such a layer can label a sequence that is
    there from the start, but cannot predict what comes next. The last output does not sum up the sequence:
    its backward half has read no more than x_T; see `rnnlib.sequences` for one.
    """

    causal = False  # h_t depends on x_{t+1} … x_T too

    def __init__(self, forward_layer: RecurrentLayer, backward_layer: RecurrentLayer) -> None:
        check_parts({"forward_layer": forward_layer, "backward_layer": backward_layer})
        if backward_layer.input_size != forward_layer.input_size:
            raise ValueError(f"backward_layer: expected input_size {forward_layer.input_size} "
                             f"as forward_layer, got {backward_layer.input_size}")  # fmt: skip
        self.forward_layer, self.backward_layer = forward_layer, backward_layer
        self.input_size = forward_layer.input_size
        self.hidden_size = forward_layer.hidden_size + backward_layer.hidden_size
        self.dtype = forward_layer.dtype

    @property
    def params(self) -> dict[str, np.ndarray]:
        """The arrays of both layers, under the prefixes "forward." and "backward."."""
        return merge({name: layer.params for name, layer in self._parts.items()})

    @property
    def running(self) -> dict[str, np.ndarray]:
        """The running averages of both layers, if they keep some, under the same prefixes."""
        return merge_running(self._parts)

    @property
    def _parts(self) -> dict[str, RecurrentLayer]:
        return {"forward": self.forward_layer, "backward": self.backward_layer}

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
        """Run both layers over every sequence of the batch.

        Parameters
        ----------
        x : (T, B, D)
        state0 : (state of the forward layer before x_1, state of the backward layer before x_T); None is zero
        mask : (T, B) of bool, True where the step is real
        training, rng : handed on to both layers
        start : steps that both have read in earlier calls, for layers with running averages

        Returns
        -------
        h : (T, B, H_f + H_b), the outputs of both layers after they have read x_t, side by side;
            read-only, as of every recurrent layer
        cache : what `backward` and `final_state` need

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape, not floating (`mask`: not bool) or not finite at a real step.

        Notes
        -----
        h→_t = F(x_t, h→_{t-1}),  h←_t = G(x_t, h←_{t+1}),  h_t = [h→_t; h←_t]

        G runs over the reversed input. Padding at the end then comes at the start, where it hands on the
        initial state, so that G sees x_T of each sequence first, however long the others are.

        A G with running averages counts its steps. For such a one each sequence is reversed within its
        length, and the padding at the end stays there: the averages of its first step are those of x_T. Its
        h is zero at that padding.
        """
        state_f, state_b = check_states("state0", state0, 2)
        x, mask = keep_sequences("x", x, self.input_size, self.dtype, mask)
        x = frozen(x)
        h_f, cache_f = self.forward_layer.forward(
            x, state_f, mask, **options_for(self.forward_layer, training, rng, start)
        )
        within = _within_length(mask) if mask is not None and has_running(self.backward_layer) else None
        h_b, cache_b = self.backward_layer.forward(
            frozen(_reverse(x, within)),
            state_b,
            None if mask is None else _reverse(mask, within),
            **options_for(self.backward_layer, training, rng, start),
        )
        h_b = _reverse(h_b, within)
        if within is not None:
            h_b = zero_padding(h_b, within)
        h = np.concatenate([h_f, h_b], axis=-1)  # (T, B, H_f + H_b)
        cache = {"layer": self, "forward": cache_f, "backward": cache_b, "within": within, "shape": h.shape}
        return frozen(h), cache

    def backward(
        self, dh: np.ndarray, cache: dict[str, Any], dstate: State | None = None
    ) -> tuple[np.ndarray, State, dict[str, np.ndarray]]:
        """Backpropagate through both layers, each against its own direction.

        Parameters
        ----------
        dh : (T, B, H_f + H_b), ∂L/∂h along the paths that leave h_t upwards
        cache : from `forward`
        dstate : the gradients at both final states, coming from beyond; None is zero

        Returns
        -------
        dx : (T, B, D)
        dstate0 : (of the forward layer, of the backward layer)
        grads : dict with the keys of `params`

        Raises
        ------
        TypeError, ValueError
            If `dh` or `dstate` is not of this shape or not floating, or `cache` is another layer's.

        Notes
        -----
        dh_t = [dh→_t; dh←_t];  dx_t = dx→_t + dx←_t, for x_t is read by both.
        """
        check_cache(self, cache)
        dh = check_floats("dh", dh, cache["shape"], self.dtype)
        dstate_f, dstate_b = check_states("dstate", dstate, 2)
        dh_f, dh_b = np.split(dh, [self.forward_layer.hidden_size], axis=-1)  # (T, B, H_f), (T, B, H_b)
        dx_f, dstate0_f, grads_f = self.forward_layer.backward(dh_f, cache["forward"], dstate_f)
        within = cache["within"]
        if within is not None:
            dh_b = zero_padding(dh_b, within)
        dx_b, dstate0_b, grads_b = self.backward_layer.backward(
            _reverse(dh_b, within), cache["backward"], dstate_b
        )
        dx = dx_f + _reverse(dx_b, within)
        return dx, (dstate0_f, dstate0_b), dict(merge({"forward": grads_f, "backward": grads_b}))

    def final_state(self, cache: dict[str, Any]) -> State:
        """Return (state of the forward layer after x_T, state of the backward layer after x_1).

        Each is the last state its layer reached. The backward layer's belongs to the start of the sequence:
        fed to the next call it would say that this sequence follows that one, which is seldom meant.
        """
        check_cache(self, cache)
        return (
            self.forward_layer.final_state(cache["forward"]),
            self.backward_layer.final_state(cache["backward"]),
        )

    def update_running(self, cache: dict[str, Any]) -> None:
        """Fold the statistics of one call with `training=True` into the running averages of both layers."""
        update_running(self._parts, check_cache(self, cache))


def _within_length(mask: np.ndarray) -> np.ndarray:
    """Return True (T, B) at each step of a sequence up to its last real one."""
    return np.logical_or.accumulate(mask[::-1])[::-1]


def _reverse(array: np.ndarray, within: np.ndarray | None) -> np.ndarray:
    """Return `array` (T, B, …) with each sequence reversed where `within` is True, or, if None, all of it."""
    if within is None:
        return array[::-1]
    steps = np.arange(len(array))[:, None]
    order = np.where(within, within.sum(axis=0) - 1 - steps, steps)  # (T, B)
    return array[order, np.arange(array.shape[1])]
