"""Writers and readers of one file, for the tests of `rnnlib.training`, in a module that processes import."""

import os
import signal

import numpy as np

from rnnlib.training import load, save

SHAPE = (200, 50)


def write(path, number, count):
    """Write `count` files full of `number`; return how many attempts raised."""
    errors = 0
    for _ in range(count):
        try:
            save(path, {"W": np.full(SHAPE, float(number))})
        except Exception:
            errors += 1
    return errors


def read(path, count):
    """Read the file `count` times; return the numbers found, and how many attempts raised."""
    found, errors = set(), 0
    for _ in range(count):
        params = {"W": np.zeros(SHAPE)}
        try:
            load(path, params)
            found |= set(np.unique(params["W"]))
        except Exception:
            errors += 1
    return found, errors


def die_while_writing(path):
    """Kill this process when the new file is written and not yet in its place."""
    os.replace = lambda *names: os.kill(os.getpid(), signal.SIGKILL)
    save(path, {"W": np.zeros(SHAPE)})
