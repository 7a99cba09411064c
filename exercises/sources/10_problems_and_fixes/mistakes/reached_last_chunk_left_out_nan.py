"""Leaves a last, shorter chunk out of both counts, and divides 0 by 0.

task: board.reached
hint: board.reached.last_chunk_left_out_nan
"""

import numpy as np


def reached(T, chunk):
    t = np.arange(T // chunk * chunk)
    with np.errstate(invalid="ignore"):
        return np.array([np.sum(t[k:] % chunk >= k) / np.float64(t[k:].size) for k in range(T)])
