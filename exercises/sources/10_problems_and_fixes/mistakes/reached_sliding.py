"""Lets the window slide along.

task: board.reached
hint: board.reached.sliding
"""

import numpy as np


def reached(T, chunk):
    return (np.arange(T) < chunk).astype(float)
