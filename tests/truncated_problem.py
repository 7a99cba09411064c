"""A small record, a layer and a readout, for the tests of truncated backpropagation."""

import numpy as np
from layer_checks import masks, randomise

from rnnlib import RNN, Linear

T, B, D, H, O = 11, 3, 2, 4, 2


def problem(rng, build=lambda: RNN(D, H), masked=False):
    layer, readout = randomise(build(), rng), randomise(Linear(H, O), rng)
    x, y = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, O))
    mask = masks(T, B, rng) if masked else None
    if masked:
        mask[:, 1] = True  # a real step for each update
        x[~mask] = np.nan
    return layer, readout, x, y, mask
