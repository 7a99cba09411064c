"""Any of four cells over one sequence, from a state of zero: forward, and back by truncated BPTT.

`kept` is what a cell keeps for the way back, each array (T+1, H), the states h first.
"""

from typing import Any

import numpy as np

from rnnlib.scratch import gru, lstm, recurrence
from rnnlib.scratch.descent import add
from rnnlib.scratch.functions import Array, Params

Kept = Any  # a tuple or list of arrays


def run_tanh(params: Params, x: Array, h0: Array) -> tuple[Array, ...]:
    """Run a tanh network."""
    return (recurrence.forward(params, x, h0, "tanh"),)


def run_relu(params: Params, x: Array, h0: Array) -> tuple[Array, ...]:
    """Run a ReLU network."""
    return (recurrence.forward(params, x, h0, "ReLU"),)


def run_lstm(params: Params, x: Array, h0: Array) -> tuple[Array, ...]:
    """Run an LSTM."""
    return lstm.forward(params, x, h0, h0)


def back_tanh(params: Params, x: Array, dh: Array, kept: Kept) -> tuple[Array, Params]:
    """Return dx and the gradients of a tanh network."""
    dx, _, grads = recurrence.backward(params, x, dh, kept[0], "tanh")
    return dx, grads


def back_relu(params: Params, x: Array, dh: Array, kept: Kept) -> tuple[Array, Params]:
    """Return dx and the gradients of a ReLU network."""
    dx, _, grads = recurrence.backward(params, x, dh, kept[0], "ReLU")
    return dx, grads


def back_lstm(params: Params, x: Array, dh: Array, kept: Kept) -> tuple[Array, Params]:
    """Return dx and the gradients of an LSTM."""
    h, c, i, f, g, o = kept
    dx, _, _, grads = lstm.backward(params, x, dh, h, c, i, f, g, o)
    return dx, grads


def back_gru(params: Params, x: Array, dh: Array, kept: Kept) -> tuple[Array, Params]:
    """Return dx and the gradients of a GRU."""
    h, r, z, m, n = kept
    dx, _, grads = gru.backward(params, x, dh, h, r, z, m, n)
    return dx, grads


FORWARD = {"tanh": run_tanh, "ReLU": run_relu, "LSTM": run_lstm, "GRU": gru.forward}
BACKWARD = {"tanh": back_tanh, "ReLU": back_relu, "LSTM": back_lstm, "GRU": back_gru}


def backward(cell: str, params: Params, x: Array, dh: Array, kept: Kept, k: int, total: Params) -> Array:
    """Send dh (T, H) back through blocks of k steps, none beyond its block; add to `total`, return dx."""
    dx = np.zeros_like(x)
    for first in range(0, len(x), k):
        last = min(first + k, len(x))  # the block's steps are first + 1 to last
        if np.any(dh[first:last] != 0):
            part = []
            for array in kept:
                part.append(array[first : last + 1])
            dx_part, grads = BACKWARD[cell](params, x[first:last], dh[first:last], part)  # of this block
            dx[first:last] = dx_part
            add(total, grads)
    return dx
