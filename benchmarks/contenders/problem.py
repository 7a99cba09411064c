"""The training step that every contender takes: its sizes, first weights, data and constants."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

LR, BETAS, EPS = 1e-3, (0.9, 0.999), 1e-8  # of Adam
MAX_NORM = 0.01  # below every gradient met here, so that clipping has work to do
GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Problem:
    """One recurrent layer and a softmax readout over K = D classes at each step."""

    cell: str
    dtype: str
    H: int
    B: int
    T: int
    D: int

    def weights(self) -> Arrays:
        """Return the first weights, named and shaped as in rnnlib."""
        rng, rows = np.random.default_rng(0), GATES[self.cell] * self.H
        shapes: dict[str, tuple[int, ...]] = {"W_xh": (rows, self.D), "W_hh": (rows, self.H), "b_h": (rows,)}
        if self.cell == "GRU":
            shapes["b_hn"] = (self.H,)
        shapes |= {"W_hy": (self.D, self.H), "b_y": (self.D,)}
        bound = self.H**-0.5
        return {name: rng.uniform(-bound, bound, s).astype(self.dtype) for name, s in shapes.items()}

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """Return x (T, B, D) and the right classes (T, B)."""
        rng = np.random.default_rng(1)
        x = rng.standard_normal((self.T, self.B, self.D)).astype(self.dtype)
        return x, rng.integers(self.D, size=(self.T, self.B))


class Contender(NamedTuple):
    """What is timed, and what is compared before that."""

    step: Callable[[], float]  # one whole training step; returns the loss
    gradients: Callable[
        [], tuple[float, float, Arrays]
    ]  # the loss, the gradients' norm, the gradients unclipped
    weights: Callable[[], Arrays]  # as they are now
