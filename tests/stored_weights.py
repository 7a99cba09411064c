"""What the tests of stored weights share: a small model, and what a refusal has to leave alone."""

import numpy as np
import pytest

from rnnlib import RNN, Linear
from rnnlib.training import load

D, H = 2, 3


def model(rng, dtype=np.float64):
    layer, readout = RNN(D, H, dtype=dtype, rng=rng), Linear(H, 1, dtype=dtype, rng=rng)
    return {**layer.params, **readout.params}


def bits(arrays):
    return {name: (a.dtype.str, a.shape, a.tobytes()) for name, a in arrays.items()}


def refused(path, match, params=None, **options):
    """Check that `load` refuses the file by name, changes nothing and writes nothing."""
    params = model(np.random.default_rng(9)) if params is None else params
    before, files = bits(params), sorted(path.parent.iterdir())
    with pytest.raises(ValueError, match=match) as refusal:
        load(path, params, **options)
    assert str(path) in str(refusal.value)
    assert bits(params) == before
    assert sorted(path.parent.iterdir()) == files
