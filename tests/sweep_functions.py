"""Experiments for the tests of `sweep`, in a module that other processes can import."""

import os
import time

import numpy as np

from rnnlib import LSTM, SGD, Adam, Linear, mse
from rnnlib.training import Batches, train


def experiment(hidden_size, lr, rng):
    """Train a small network; return its history and weights."""
    layer, readout = LSTM(2, hidden_size, rng=rng), Linear(hidden_size, 1, rng=rng)
    params = {**layer.params, **readout.params}
    x = rng.normal(size=(12, 20, 2))
    y = np.cumsum(x, axis=0)[..., :1]

    def loss_and_grads(batch):
        h, cache = layer.forward(batch[0])
        y_hat, readout_cache = readout.forward(h)
        loss, dy = mse(y_hat, batch[1])
        dh, grads = readout.backward(dy, readout_cache)
        return loss, {**layer.backward(dh, cache)[2], **grads}

    batches = Batches(x, y, batch_size=8, rng=rng)
    history = train(loss_and_grads, Adam(params, lr), batches, 3, max_norm=1.0, progress=False)
    return history.loss, {name: array.tobytes() for name, array in params.items()}


def where(rng):
    """Return the process that runs this."""
    return os.getpid()


def in_reverse(delay, rng):
    """Take the longer, the earlier in the sweep."""
    time.sleep(delay)
    return delay


def failing(n, rng):
    """Fail for the larger numbers."""
    if n >= 2:
        raise ValueError(f"{n} is too much")
    return n


def fails_once(path, rng):
    """Fail unless the file is there."""
    if not os.path.exists(path):
        raise OSError("not there yet")
    return "found"


def greedy(values, rng):
    """Change the argument."""
    values.append(0)
    return len(values)


def descent(lr, rng):
    """Descend w²; return the losses."""
    w = np.ones(1)

    def loss_and_grads(_):
        return float(w[0]) * float(w[0]), {"w": 2 * w}

    return train(loss_and_grads, SGD({"w": w}, lr), [0], 20, progress=False).loss


def scheduled(schedule, rng):
    """Descend w² with a schedule; return the losses."""
    return descent(schedule, rng)


def dying(n, rng):
    """Take the process down with the second setting."""
    if n == 1:
        os._exit(1)
    return n
