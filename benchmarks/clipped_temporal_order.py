"""The temporal-order task without clipping and with three thresholds: nine learning rates, five seeds.

After Pascanu, Mikolov and Bengio (2013), with shorter sequences. A run stops when it answers at least 99 in
100 of 1000 held-out sequences of the greatest length rightly, or when its updates are used up.
"""

import math
from typing import Any

import numpy as np
from stored_runs import stored_runs

from rnnlib import RNN, SGD, Linear, clip_grad_norm, merge, softmax_cross_entropy
from rnnlib.data import Task, temporal_order

H, B, SHORTEST, LONGEST = 50, 10, 10, 30
UPDATES, EVERY, SOLVED = 4000, 250, 0.01
RATES, SEEDS = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0), range(5)
THRESHOLDS = (None, 10.0, 1.0, 0.1)  # None leaves every gradient as it is
SETTINGS = [
    {"max_norm": max_norm, "lr": lr, "seed": seed}
    for max_norm in THRESHOLDS
    for lr in RATES
    for seed in SEEDS
]

Layers = tuple[RNN, Linear]


def answers(layers: Layers, task: Task) -> tuple[np.ndarray, Any]:
    """Return the scores of the classes after the last step, (1, B, 4), and what `gradients` needs."""
    rnn, readout = layers
    h, cache = rnn.forward(task.x)
    logits, readout_cache = readout.forward(h[-1:])
    return logits, (h.shape, cache, readout_cache)


def gradients(layers: Layers, task: Task) -> tuple[float, dict[str, np.ndarray]]:
    """Return the loss and the gradients of all parameters."""
    rnn, readout = layers
    logits, (shape, cache, readout_cache) = answers(layers, task)
    loss, dlogits = softmax_cross_entropy(logits, task.y[-1:])
    dh = np.zeros(shape)
    dh[-1:], readout_grads = readout.backward(dlogits, readout_cache)
    _, _, rnn_grads = rnn.backward(dh, cache)
    return loss, merge({"rnn": rnn_grads, "readout": readout_grads})


def error(layers: Layers, T: int) -> float:
    """Return the share of wrong answers on 1000 sequences of T steps that no training has seen."""
    task = temporal_order(T, 1000, np.random.default_rng(10**6 + T))
    logits, _ = answers(layers, task)
    return float(np.mean(logits[0].argmax(axis=1) != task.y[-1]))


def run(max_norm: float | None, lr: float, seed: int, updates: int = UPDATES) -> dict[str, Any]:
    """Train one network, by plain gradient descent."""
    rng = np.random.default_rng(seed)
    layers = RNN(6, H, rng=rng), Linear(H, 4, rng=rng)
    optimizer = SGD(merge({"rnn": layers[0].params, "readout": layers[1].params}), lr)
    errors, norms = [], []
    for n in range(1, updates + 1):
        task = temporal_order(int(rng.integers(SHORTEST, LONGEST + 1)), B, rng)
        _, grads = gradients(layers, task)
        grads, norm = clip_grad_norm(grads, max_norm or math.inf)
        optimizer.step(grads)
        norms.append(norm)
        if n % EVERY == 0:
            errors.append(round(error(layers, LONGEST), 4))
            if errors[-1] <= SOLVED:
                break
    return {
        "updates": n,
        "errors": errors,
        "error_at_twice": round(error(layers, 2 * LONGEST), 4),
        "norms": [round(float(q), 4) for q in np.quantile(norms, (0.5, 0.9, 0.99, 1))],
        "mean_norm": round(float(np.mean(norms)), 4),
    }


if __name__ == "__main__":
    stored_runs("clipped_temporal_order", run, SETTINGS)
