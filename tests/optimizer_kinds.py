"""Every kind of optimiser, and arrays to try them on."""

import numpy as np

from rnnlib import SGD, Adam, RMSprop

KINDS = {
    "plain": (SGD, {}),
    "momentum": (SGD, {"momentum": 0.9}),
    "nesterov": (SGD, {"momentum": 0.9, "nesterov": True}),
    "RMSprop": (RMSprop, {}),
    "Adam": (Adam, {}),
    "AdamW": (Adam, {"weight_decay": 0.1}),
}
SHAPES = {"W": (5, 4), "b": (5,), "s": ()}


def draw(rng, dtype=np.float64, shapes=SHAPES):
    """Return random arrays, of sizes from 1e-3 to 1e3."""
    return {
        name: np.asarray(rng.normal(size=shape) * 10 ** rng.uniform(-3, 3, shape), dtype)
        for name, shape in shapes.items()
    }
