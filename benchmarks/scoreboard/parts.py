"""What the networks of the scoreboard need besides the layers of rnnlib: parts with the same two methods.

`forward(x, mask, training=…, rng=…)` returns the output and a cache, `backward(dy, cache)` at least the
gradient of the input and, last, the gradients of `params`.
"""

from typing import Any, ClassVar

import numpy as np

from rnnlib import AdditiveAttention, BatchNormRNN, Linear, MultiHeadAttention, merge, sinusoidal_positions
from rnnlib.sequences import last_real, last_real_backward

Array = np.ndarray
Arrays = dict[str, Array]


def forward(parts: dict[str, Any], x: Array, mask: Array | None, **options: Any) -> tuple[Array, list[Any]]:
    """Send `x` through the parts; return the last output and the caches."""
    caches = []
    for part in parts.values():
        if isinstance(part, Linear):
            x, cache = part.forward(x, **options)
        else:
            x, cache = part.forward(x, mask=mask, **options)
        if options["training"] and isinstance(part, BatchNormRNN):
            part.update_running(cache)
        caches.append(cache)
    return x, caches


def backward(parts: dict[str, Any], dy: Array, caches: list[Any]) -> Arrays:
    """Return the gradients of all parts, as `params` names them."""
    grads = {}
    for (name, part), cache in zip(reversed(parts.items()), reversed(caches), strict=True):
        dy, *_, grads[name] = part.backward(dy, cache)
    return merge(grads)


def params(parts: dict[str, Any]) -> Arrays:
    """Return the parameters of all parts, each under the name of its part."""
    return merge({name: part.params for name, part in parts.items()})


class Positions:
    """x_t plus the sine and cosine code of t."""

    params: ClassVar[Arrays] = {}

    def forward(self, x: Array, mask: Array | None, **options: Any) -> tuple[Array, None]:
        T, _, D = x.shape
        return x + sinusoidal_positions(T, D, dtype=x.dtype)[:, None], None

    def backward(self, dy: Array, cache: None) -> tuple[Array, Arrays]:
        return dy, {}


class Rectified:
    """max(x_t, 0)."""

    params: ClassVar[Arrays] = {}

    def forward(self, x: Array, mask: Array | None, **options: Any) -> tuple[Array, Array]:
        return np.maximum(x, 0), x > 0

    def backward(self, dy: Array, positive: Array) -> tuple[Array, Arrays]:
        return dy * positive, {}


class AtTheEnd:
    """The last output alone, (1, B, H): of the last real step, or of the last step where no mask is told.

    The second half of a bidirectional layer has read everything at the first step, and is taken there.
    """

    params: ClassVar[Arrays] = {}

    def __init__(self, backwards: int = 0) -> None:
        self.backwards = backwards

    def forward(self, x: Array, mask: Array | None, **options: Any) -> tuple[Array, Any]:
        T, B, H = x.shape
        known = np.ones((T, B), bool) if mask is None else mask
        last = last_real(x, known)
        n = H - self.backwards
        return np.concatenate((last[:, :n], x[0, :, n:]), axis=1)[None], known

    def backward(self, dy: Array, mask: Array) -> tuple[Array, Arrays]:
        n = dy.shape[2] - self.backwards
        dx = last_real_backward(dy[0], mask)
        dx[:, :, n:] = 0
        dx[0, :, n:] += dy[0, :, n:]
        return dx, {}


class Attending:
    """[h; context]: what a state finds when it looks at all states, the last one or (`causal`) each one."""

    def __init__(self, size: int, causal: bool, **options: Any) -> None:
        self.causal = causal
        self.attention: Any = (
            MultiHeadAttention(size, 1, **options)
            if causal
            else AdditiveAttention(size, size, size, **options)
        )

    @property
    def params(self) -> Arrays:
        return self.attention.params

    def forward(self, h: Array, mask: Array | None, **options: Any) -> tuple[Array, Any]:
        if self.causal:
            context, cache = self.attention.forward(h, mask)
            return np.concatenate((h, context), axis=2), (cache, None)
        known = np.ones(h.shape[:2], bool) if mask is None else mask
        query = last_real(h, known)[None]
        context, cache = self.attention.forward(query, h, mask=mask)
        return np.concatenate((query, context), axis=2), (cache, known)

    def backward(self, dy: Array, caches: Any) -> tuple[Array, Arrays]:
        cache, known = caches
        dh, dcontext = np.split(dy, 2, axis=2)
        if self.causal:
            dx, grads = self.attention.backward(np.ascontiguousarray(dcontext), cache)
            return dh + dx, grads
        (dquery, dkeys, _), grads = self.attention.backward(np.ascontiguousarray(dcontext), cache)
        return dkeys + last_real_backward((dh + dquery)[0], known), grads


class Chunked:
    """A recurrent layer whose gradient stops at the borders of chunks; what it computes stays the same."""

    def __init__(self, layer: Any, steps: int) -> None:
        self.layer, self.steps = layer, steps

    @property
    def params(self) -> Arrays:
        return self.layer.params

    def forward(self, x: Array, mask: Array | None, **options: Any) -> tuple[Array, list[Any]]:
        state, outputs, caches = None, [], []
        for first in range(0, len(x), self.steps):
            chunk = slice(first, first + self.steps)
            h, cache = self.layer.forward(x[chunk], state, None if mask is None else mask[chunk], **options)
            state = self.layer.final_state(cache)
            outputs.append(h)
            caches.append(cache)
        return np.concatenate(outputs), caches

    def backward(self, dh: Array, caches: list[Any]) -> tuple[Array, Arrays]:
        dx, total = [], {name: np.zeros_like(array) for name, array in self.params.items()}
        for k, cache in enumerate(caches):
            dchunk, _, grads = self.layer.backward(dh[k * self.steps : (k + 1) * self.steps], cache)
            dx.append(dchunk)
            for name in total:
                total[name] += grads[name]
        return np.concatenate(dx), total
