"""Truncated backpropagation through time, with the state carried along a long record."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from rnnlib.layers.composite import RecurrentLayer, merge_running, options_for, update_running
from rnnlib.training.storage import Arrays
from rnnlib.validation import check_mask, check_rng, check_size

Loss = Callable[[np.ndarray, np.ndarray, np.ndarray | None], tuple[float, np.ndarray]]


class Window(NamedTuple):
    """One update: forward over the steps start … end − 1, counting the losses from step `loss_from` on.

    `next_start` is where the window after this one starts: the state before that step is carried to it.
    """

    start: int
    loss_from: int
    next_start: int
    end: int


def windows(T: int, k1: int, k2: int | None = None) -> list[Window]:
    """Lay out the updates of truncated BPTT over T steps.

    Parameters
    ----------
    T : steps of the record
    k1 : steps from one update to the next
    k2 : steps that the gradient goes back from each update, at least k1; None is k1

    Returns
    -------
    windows : one for each update, in the order of time. Window n, counted from 1, begins k2 steps before its
        end n·k1, or with the record, and counts the losses of its last k1 steps. The last window breaks off
        with the record and counts the losses that are left.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range.
    """
    T, k1 = check_size("T", T), check_size("k1", k1)
    k2 = k1 if k2 is None else check_size("k2", k2)
    if k2 < k1:
        raise ValueError(f"k2: expected at least k1 = {k1}, so that every loss has a gradient, got {k2}")
    ends = [*range(k1, T, k1), T]
    starts = [max(0, n * k1 - k2) for n in range(1, len(ends) + 1)]
    return [Window(*steps) for steps in zip(starts, [0, *ends], [*starts[1:], T], ends, strict=False)]


class TruncatedBPTT:
    """Loss and gradients of one window after the other along a record, as `train` wants them.

    Parameters
    ----------
    layer : any recurrent layer that reads forwards; no part of it may be `Bidirectional`
    readout : the layer above it, such as `Linear`
    loss : such as `mse`: maps (output, targets, mask) to the loss and its gradient
    x : (T, B, D), the inputs; below an `embedding`, its tokens (T, B)
    y : (T, B, …), the targets
    k1 : steps from one update to the next
    k2 : steps that the gradient goes back from each update, at least k1; None is k1
    mask : (T, B) of bool, True where the step is real
    state0 : the state before the first step; None is zero
    embedding : the `Embedding` below the layer, if there is one
    rng : handed to all layers, for those with dropout

    Attributes
    ----------
    windows : the batches for `train`, in the order of time
    params : the parameters of all layers, for the optimiser
    state : dict with the arrays of the carried state, and the step before which it stands
    extras : the running averages of `layer`, if it keeps some

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or does not fit, `layer` reads backwards, two layers share a
        parameter's name, or an update has no real step.

    Notes
    -----
    The update after t = n·k1 steps descends the mean loss of the last k1 steps alone, t−k1+1 … t, so that
    every loss counts in one update, by

    g_n = ∂L(θ, s)/∂θ,

    with the losses written as a function of the parameters θ and of s, the state k2 steps back, and s held
    fixed. The gradient of the newest loss goes back k2 steps, that of the oldest k2−k1+1.

    The window is run again from s with the present parameters, so that g_n is an exact gradient; it
    would not be with states that older parameters left behind. The state at the start of the next window is
    taken from this run. An update costs k2 steps forward and k2 back; with k2 = k1, the usual choice, no step
    is run twice. A window that starts with the record starts from `state0`: every epoch begins afresh.

    A layer that reads backwards has its final state at the start of the record, so that no state can be
    carried on. Running averages are updated by each window, and each step of the record has its own.

    Williams and Peng (1990), "An efficient gradient-based algorithm for on-line training of recurrent network
    trajectories", Neural Computation 2(4): BPTT(h; h′) with h = k2 and h′ = k1. The names k1 and k2 are those
    of Sutskever (2013), "Training recurrent neural networks", PhD thesis, University of Toronto.
    """

    def __init__(
        self,
        layer: RecurrentLayer,
        readout: Any,
        loss: Loss,
        x: np.ndarray,
        y: np.ndarray,
        k1: int,
        k2: int | None = None,
        mask: np.ndarray | None = None,
        state0: Any = None,
        *,
        embedding: Any = None,
        rng: np.random.Generator | None = None,
    ) -> None:
        if not isinstance(layer, RecurrentLayer):
            raise TypeError(f"layer: expected a recurrent layer, got {type(layer).__name__}")
        if not getattr(layer, "causal", True):
            raise ValueError(f"layer: expected one that reads forwards, got {type(layer).__name__} "
                             "with a part that reads backwards")  # fmt: skip
        _check_layer("readout", readout)
        if embedding is not None:
            _check_layer("embedding", embedding)
        if not callable(loss):
            raise TypeError(f"loss: expected a function such as mse, got {loss!r}")
        self.layer, self.readout, self.loss, self.embedding = layer, readout, loss, embedding
        self.x, self.y = x, y = np.asarray(x), np.asarray(y)
        if x.ndim < 2 or x.shape[:2] != y.shape[:2]:
            raise ValueError(f"x, y: expected the same first axes (T, B), got {x.shape} and {y.shape}")
        self.mask = mask = check_mask("mask", mask, x.shape[:2])
        self.windows = windows(len(x), k1, k2)
        for window in self.windows:
            if mask is not None and not mask[window.loss_from : window.end].any():
                raise ValueError(f"mask: expected a real step in each update, got none in {window}")
        self.rng = None if rng is None else check_rng(rng)
        parts = [part.params for part in self._parts()]
        self.params: Arrays = {name: array for params in parts for name, array in params.items()}
        if len(self.params) < sum(map(len, parts)):
            raise ValueError(f"params: expected different names in each layer, got {[*map(sorted, parts)]}")
        self.extras: Arrays = merge_running({"layer": layer})
        self.state0 = state0
        padding = np.zeros((1, x.shape[1]), bool)  # a step of padding alone shows how the state is built
        *_, first = self._forward(0, 1, state0, padding, training=False)
        self._carried = _copy(first)
        self.state: Arrays = {str(n): array for n, array in enumerate(_leaves(self._carried))}
        self.state["step"] = np.zeros((), np.int64)

    def __call__(self, window: Window) -> tuple[float, Arrays]:
        """Return loss and gradients of one window, and carry the state on.

        Parameters
        ----------
        window : the one of `windows` after that of the last call, or one that starts with the record

        Returns
        -------
        loss : float, the mean over the real steps counted in this window
        grads : dict with the keys of `params`

        Raises
        ------
        TypeError, ValueError
            If `window` is none, or the carried state does not stand where it starts.
        """
        self._check_params()
        if not isinstance(window, Window):
            raise TypeError(f"window: expected one of `windows`, got {window!r}")
        start, loss_from, next_start, end = window
        if start not in (0, self.state["step"]):
            raise ValueError(f"window: expected start {self.state['step']}, got {window}")
        state = self._carried if start else self.state0
        # In two pieces, so that the state where the next window starts is the final state of the first.
        pieces = [(a, b) for a, b in ((start, next_start), (next_start, end)) if a < b]
        outputs, caches, finals = [], [], []
        for a, b in pieces:
            h, cache, state = self._forward(a, b, state, self._mask(a, b), training=True)
            outputs.append(h)
            caches.append(cache)
            finals.append(state)
        h = np.concatenate(outputs)  # (end − start, B, H)
        counted = slice(loss_from, end)
        y_hat, readout_cache = self.readout.forward(h[loss_from - start :], training=True, rng=self.rng)
        loss, dy = self.loss(y_hat, self.y[counted], self._mask(loss_from, end))

        dh = np.zeros_like(h)
        dh[loss_from - start :], grads = self.readout.backward(dy, readout_cache)
        dstate = None
        for (a, b), cache in zip(reversed(pieces), reversed(caches), strict=True):
            dstate, part = self._backward(dh[a - start : b - start], cache, dstate)
            for name, g in part.items():
                grads[name] = grads[name] + g if name in grads else g
        if next_start > start:
            for carried, array in zip(_leaves(self._carried), _leaves(finals[0]), strict=True):
                carried[...] = array
        self.state["step"][...] = next_start
        for _, cache in caches:
            update_running({"layer": self.layer}, {"layer": cache})
        return loss, grads

    def weight(self, window: Window) -> int:
        """Return how many real steps (t, b) the loss of a window averages over."""
        counted = slice(window.loss_from, window.end)
        return int((np.ones(self.x.shape[:2], bool) if self.mask is None else self.mask)[counted].sum())

    def _parts(self) -> list[Any]:
        return [part for part in (self.embedding, self.layer, self.readout) if part is not None]

    def _check_params(self) -> None:
        """Raise ValueError if a layer has other arrays than those the optimiser was given."""
        for part in self._parts():
            for name, array in part.params.items():
                if self.params.get(name) is not array:
                    raise ValueError(f"params[{name!r}]: expected the array that training began with, got "
                                     "another: write into it, params[name][...] = value")  # fmt: skip

    def _mask(self, a: int, b: int) -> np.ndarray | None:
        return None if self.mask is None else self.mask[a:b]

    def _forward(
        self, a: int, b: int, state: Any, mask: np.ndarray | None, *, training: bool
    ) -> tuple[np.ndarray, tuple[Any, Any], Any]:
        """Run the steps a … b − 1; return h, the caches and the final state."""
        rng = self.rng if training else None
        x, x_cache = self.x[a:b], None
        if self.embedding is not None:
            x, x_cache = self.embedding.forward(x, mask, training=training, rng=rng)
        h, cache = self.layer.forward(x, state, mask, **options_for(self.layer, training, rng, start=a))
        return h, (x_cache, cache), self.layer.final_state(cache)

    def _backward(self, dh: np.ndarray, caches: Any, dstate: Any) -> tuple[Any, Arrays]:
        """Return the gradient of the state before the piece, and those of the layers below the readout."""
        x_cache, cache = caches
        dx, dstate0, grads = self.layer.backward(dh, cache, dstate)
        if self.embedding is not None:
            _, embedding_grads = self.embedding.backward(dx, x_cache)
            grads = {**grads, **embedding_grads}
        return dstate0, grads


def _check_layer(name: str, layer: object) -> None:
    if not all(hasattr(layer, part) for part in ("params", "forward", "backward")):
        raise TypeError(f"{name}: expected a layer, got {type(layer).__name__}")


def _leaves(state: Any) -> list[np.ndarray]:
    """Return the arrays of a state: itself, or those of a tuple, however deep."""
    return [leaf for part in state for leaf in _leaves(part)] if isinstance(state, tuple) else [state]


def _copy(state: Any) -> Any:
    return tuple(map(_copy, state)) if isinstance(state, tuple) else state.copy()
