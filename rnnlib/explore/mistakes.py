"""The backward pass with all seven gradients, and thirteen ways to get it wrong: the table of symptoms.

The listing `rnnlib.scratch.rnn.backward` gives the gradients of the weights. Here it also gives those of the
inputs and of the first state, and its loss counts real steps only: `mask` (T,) is 1 where a step is real.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from rnnlib.explore.breaking import broken
from rnnlib.scratch import rnn

Arrays = dict[str, np.ndarray]
Change = tuple[str, str]  # what stands once in the listing, what stands there instead


def changed(function: Any, name: str, changes: tuple[Change, ...]) -> Any:
    """Return a listing with several parts changed, one after the other."""
    for version, change in enumerate(changes):
        called = f"{name}, {version}"  # the source of each version is found by its name
        function = broken(function, {called: change})[called]
    return function


RIGHT = changed(
    rnn.backward,
    "all seven",
    (
        ("h: Array, y_hat: Array)", "h: Array, y_hat: Array, mask: Array)"),
        ("2 / T * (", "mask[t - 1] * 2 / np.sum(mask) * ("),
        ("da_next = np.zeros(H)", "dx = np.zeros_like(x)\n    da_next = np.zeros(H)"),
        ("        da_next = da\n", "        dx[t - 1] = W_xh.T @ da\n        da_next = da\n"),
        ('return {"W_xh"', 'return {"x": dx, "h0": W_hh.T @ da_next, "W_xh"'),
    ),
)
CARRIED = "W_hh.T @ da_next  #"  # where the gradient of the step after is added
MISTAKES: Mapping[str, tuple[Change, ...]] = {
    "no factor 2/T": (("2 / np.sum(mask) * (", "("),),
    "mask forgotten": (("mask[t - 1] * ", ""),),
    "nothing carried": ((f" + {CARRIED}", "  #"),),
    "dh carried as it is": ((CARRIED, "da_next  #"), ("da_next = da\n", "da_next = dh\n")),
    "no Wₕₕᵀ": ((CARRIED, "da_next  #"),),
    "Wₕₕ for Wₕₕᵀ": ((CARRIED, "W_hh @ da_next  #"),),
    "no 1 − h²": (("(1 - h[t] ** 2) * dh", "dh"),),
    "slope without bₕ": (
        ("(1 - h[t] ** 2) * dh", "(1 - np.tanh(W_xh @ x[t - 1] + W_hh @ h[t - 1]) ** 2) * dh"),
    ),
    "hₜ for hₜ₋₁": (("np.outer(da, h[t - 1])", "np.outer(da, h[t])"),),
    "= for += in dWₕₕ": (("dW_hh += np", "dW_hh = np"),),
    "h₀ left out of dWₕₕ": (("np.outer(da, h[t - 1])", "np.outer(da, h[t - 1] if t > 1 else np.zeros(H))"),),
    "dh for da in dbₕ": (("db_h += da ", "db_h += dh "),),
    "dh for da in dx": (("W_xh.T @ da\n", "W_xh.T @ dh\n"),),
}
BACKWARD = {"nothing": RIGHT} | {name: changed(RIGHT, name, changes) for name, changes in MISTAKES.items()}
NAMES = ("W_xh", "W_hh", "b_h", "W_hy", "b_y", "x", "h0")


def network(T: int, seed: int = 0, scale: float = 0.6) -> tuple[Arrays, np.ndarray]:
    """Return the seven arrays, none of them zero, D = 2, H = 3 and O = 2, and the targets y (T, O)."""
    rng, (D, H, O) = np.random.default_rng(seed), (2, 3, 2)
    shapes = {"W_xh": (H, D), "W_hh": (H, H), "b_h": (H,), "W_hy": (O, H), "b_y": (O,)}
    arrays = {name: rng.normal(0, scale, shape) for name, shape in shapes.items()}
    return arrays | {"x": rng.normal(size=(T, D)), "h0": rng.normal(0, 0.6, H)}, rng.normal(size=(T, O))


def loss(arrays: Arrays, y: np.ndarray, mask: np.ndarray) -> float:
    """Return the mean over the real steps of the squared error; all seven arrays can be moved."""
    y_hat = rnn.forward(arrays, arrays["x"], arrays["h0"])[1]
    total = 0.0
    for t in range(len(y)):
        total = total + mask[t] * np.sum((y_hat[t] - y[t]) ** 2)
    return total / np.sum(mask)


def gradients(mistake: str, arrays: Arrays, y: np.ndarray, mask: np.ndarray) -> Arrays:
    """Return the seven gradients of the loss, with one mistake, or with "nothing" wrong."""
    h, y_hat = rnn.forward(arrays, arrays["x"], arrays["h0"])
    return BACKWARD[mistake](arrays, arrays["x"], y, h, y_hat, mask)
