"""A training run of its own, to be killed: `python training_run.py NAME CHECKPOINT [STAGE COUNT]`.

STAGE says where the process kills itself, in its COUNT-th pass: "step", between a gradient and its update;
"array", "fsync" and "rename", while a checkpoint is written, before that call; "renamed", after it.
What the run ended with goes to standard output.
"""

import json
import os
import signal
import sys

import numpy as np

from rnnlib import (  # fmt: skip
    LSTM,
    RNN,
    Adam,
    BatchNormRNN,
    Dropout,
    Embedding,
    Linear,
    RMSprop,
    Stacked,
    mse,
    softmax_cross_entropy,
)
from rnnlib.training import Batches, TruncatedBPTT, loop, run_file, train

SEED = 3


def shuffled():
    """Shuffling, dropout, a schedule, early stopping; an epoch has 4 steps."""
    rng = np.random.default_rng(SEED)
    layer, dropout, readout = RNN(1, 6, rng=rng), Dropout(0.2), Linear(6, 1, rng=rng)
    x, x_new = rng.normal(size=(8, 20, 1)), rng.normal(size=(8, 20, 1))
    y, y_new = np.cumsum(x, axis=0), np.cumsum(x_new, axis=0)
    optimizer = Adam({**layer.params, **readout.params}, lr=lambda step: 0.1 / (1 + step / 50))
    noise = np.random.Generator(np.random.MT19937(SEED))  # its state holds an array

    def loss_and_grads(batch):
        x, y = batch
        h, cache = layer.forward(x)
        dropped, dropout_cache = dropout.forward(h, rng=noise)
        y_hat, readout_cache = readout.forward(dropped)
        loss, dy = mse(y_hat, y)
        dh, readout_grads = readout.backward(dy, readout_cache)
        dh, _ = dropout.backward(dh, dropout_cache)
        _, _, grads = layer.backward(dh, cache)
        return loss, {**grads, **readout_grads}

    def evaluate():
        return mse(readout.forward(layer.forward(x_new)[0])[0], y_new)[0]

    batches = Batches(x, y, batch_size=6, rng=rng)
    options = {"max_norm": 1.0, "extras": {"noise": noise}, "evaluate": evaluate, "patience": 4}
    return loss_and_grads, optimizer, batches, 30, options


def carried():
    """Truncated BPTT through a stack with dropout; an epoch has 8 steps."""
    rng = np.random.default_rng(SEED)
    embedding, readout = Embedding(5, 3, rng=rng), Linear(4, 5, rng=rng)
    layer = Stacked([LSTM(3, 4, rng=rng), RNN(4, 4, rng=rng)], dropout=0.3)
    text = rng.integers(0, 5, size=(24, 2))
    gradients = TruncatedBPTT(
        layer, readout, softmax_cross_entropy, text[:-1], text[1:], 3, 5, embedding=embedding, rng=rng
    )
    return gradients, RMSprop(gradients.params, lr=0.01), gradients.windows, 4, {}


def normalised():
    """Batch normalisation with running averages in float32; a checkpoint only after an epoch."""
    rng = np.random.default_rng(SEED)
    layer = BatchNormRNN(1, 4, 6, dtype=np.float32, rng=rng)
    x = rng.normal(size=(6, 9, 1)).astype(np.float32)

    def loss_and_grads(batch):
        (x,) = batch
        h, cache = layer.forward(x, training=True)
        loss, dh = mse(h[..., :1], x)
        layer.update_running(cache)
        return loss, layer.backward(np.concatenate([dh, np.zeros_like(h[..., 1:])], axis=-1), cache)[2]

    batches = Batches(x, batch_size=4, rng=rng)
    return loss_and_grads, Adam(layer.params, lr=0.01), batches, 6, {"extras": layer.running}


RUNS = {build.__name__: build for build in (shuffled, carried, normalised)}


def kill_in(count, function, after=False):
    """Return `function` made to kill this process in its `count`-th call."""
    calls = iter(range(1, 10**9))

    def wrapped(*args, **kwargs):
        last = next(calls) == count
        if last and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return wrapped


# What each stage kills the process in: module, function, whether after the call.
STAGES = {
    "step": (loop, "clip_grad_norm", False),
    "array": (np.lib.format, "write_array", False),
    "fsync": (os, "fsync", False),
    "rename": (os, "replace", False),
    "renamed": (os, "replace", True),
}


def main(name, checkpoint, stage=None, count=None):
    """Run to the end, or to the point of death."""
    loss_and_grads, optimizer, batches, epochs, options = RUNS[name]()
    if name != "normalised":
        run_file.SECONDS = 0.0  # a checkpoint after every step
    if stage is not None:
        module, function, after = STAGES[stage]
        setattr(module, function, kill_in(int(count), getattr(module, function), after))
    path = None if checkpoint == "none" else checkpoint
    history = train(loss_and_grads, optimizer, batches, epochs, checkpoint=path, progress=False, **options)
    running = {k: v for k, v in options.get("extras", {}).items() if isinstance(v, np.ndarray)}
    arrays = {"params": optimizer.params, "optimizer": optimizer.state, "running": running}
    for group, contents in arrays.items():
        for key, array in contents.items():
            print(group, key, array.dtype, array.shape, array.tobytes().hex())
    rngs = [options.get("extras", {}).get("noise")]
    rngs += [getattr(part, "rng", None) for part in (batches, loss_and_grads)]
    for rng in rngs:
        print("rng", rng and json.dumps(rng.bit_generator.state, default=np.ndarray.tolist))
    print("history", history)


if __name__ == "__main__":
    main(*sys.argv[1:])
