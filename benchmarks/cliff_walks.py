"""Walks from four hundred starts on the map of the cliff: three learning rates, with clipping and without.

Each walk is as long as its learning rate is small, so that on a gentle slope all get equally far. What it has
come to is noted after the first 200 updates, at its end, and once more after four times as many.
"""

from typing import Any

import numpy as np
from stored_runs import stored_runs

from rnnlib.scratch import cliff

T = 50
STARTS, UPDATES, FAR, ARRIVED = 400, 200, 1.0, 0.001  # FAR: an eighth of the map's width, in one update
RATES, THRESHOLDS, SEED = (1.0, 0.3, 0.1), (None, 1.0, 0.1), 0
SETTINGS = [{"lr": lr, "max_norm": max_norm, "seed": SEED} for lr in RATES for max_norm in THRESHOLDS]


def run(lr: float, max_norm: float | None, seed: int, starts: int = STARTS) -> dict[str, Any]:
    """Walk from `starts` places at once."""
    w = np.random.default_rng(seed).uniform([[0.0], [-6.0]], [[8.0], [2.0]], (2, starts))
    thrown_at, result = np.full(starts, np.nan), {}  # the gradient's norm where a walk was first thrown off
    updates = round(UPDATES / lr)
    noted = {"after_200": UPDATES, "at_the_end": updates, "four_times": 4 * updates}
    for n in range(1, 4 * updates + 1):
        grads = np.array(cliff.backward(w[0], cliff.forward(w[0], w[1], T)))
        norm = np.linalg.norm(grads, axis=0)
        if max_norm is not None:
            grads *= np.minimum(1, max_norm / np.maximum(norm, 1e-300))
        w -= lr * grads
        far = lr * np.linalg.norm(grads, axis=0) > FAR + 1e-9
        thrown_at = np.where(far & np.isnan(thrown_at), norm, thrown_at)
        for when, last in noted.items():
            if n == last:
                loss = cliff.loss(cliff.forward(w[0], w[1], T))
                result[f"thrown_{when}"] = float(np.mean(~np.isnan(thrown_at)))
                result[f"arrived_{when}"] = float(np.mean(loss < ARRIVED))
    thrown = thrown_at[~np.isnan(thrown_at)]
    return {
        "updates": updates,
        **result,
        "norm_where_thrown": float(np.median(thrown)) if len(thrown) else None,
    }


if __name__ == "__main__":
    stored_runs("cliff_walks", run, SETTINGS)
