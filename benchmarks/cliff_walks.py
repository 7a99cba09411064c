"""Walks from four hundred starts on the map of the cliff: three learning rates, with clipping and without.

Each walk is as long as its learning rate is small, so that on a gentle slope all get equally far; what it has
come to after the first 200 updates is noted as well.
"""

from typing import Any

import numpy as np
from stored_runs import stored_runs

from rnnlib.scratch.functions import sigmoid

T, FIRST, TARGET = 50, 0.5, 0.7
STARTS, UPDATES, FAR, ARRIVED = 400, 200, 1.0, 0.001  # FAR: an eighth of the map's width, in one update
RATES, THRESHOLDS, SEED = (1.0, 0.3, 0.1), (None, 1.0, 0.1), 0
SETTINGS = [{"lr": lr, "max_norm": max_norm, "seed": SEED} for lr in RATES for max_norm in THRESHOLDS]

Array = np.ndarray


def loss_and_gradient(W_hh: Array, b_h: Array) -> tuple[Array, Array]:
    """Return L = (h_T − 0.7)² and its gradient (2, n) at each of n places."""
    h = [sigmoid(np.full_like(W_hh, FIRST))]
    for _ in range(T):
        h.append(sigmoid(W_hh * h[-1] + b_h))
    dW_hh, db_h = np.zeros_like(W_hh), np.zeros_like(b_h)
    dh = 2 * (h[T] - TARGET)
    for t in range(T, 0, -1):
        da = h[t] * (1 - h[t]) * dh
        dW_hh += da * h[t - 1]
        db_h += da
        dh = W_hh * da
    return (h[T] - TARGET) ** 2, np.array([dW_hh, db_h])


def run(
    lr: float, max_norm: float | None, seed: int, starts: int = STARTS, updates: int | None = None
) -> dict[str, Any]:
    """Walk from `starts` places at once."""
    w = np.random.default_rng(seed).uniform([[0.0], [-6.0]], [[8.0], [2.0]], (2, starts))
    longest, result = np.zeros(starts), {}
    updates = round(UPDATES / lr) if updates is None else updates
    for n in range(1, updates + 1):
        _, grads = loss_and_gradient(*w)
        norm = np.linalg.norm(grads, axis=0)
        if max_norm is not None:
            grads *= np.minimum(1, max_norm / np.maximum(norm, 1e-300))
        w -= lr * grads
        longest = np.maximum(longest, lr * np.linalg.norm(grads, axis=0))
        for when, last in {"after_200": min(UPDATES, updates), "at_the_end": updates}.items():
            if n == last:
                loss, _ = loss_and_gradient(*w)
                result[f"thrown_{when}"] = float(np.mean(longest > FAR + 1e-9))
                result[f"arrived_{when}"] = float(np.mean(loss < ARRIVED))
    return {"updates": updates, **result}


if __name__ == "__main__":
    stored_runs("cliff_walks", run, SETTINGS)
