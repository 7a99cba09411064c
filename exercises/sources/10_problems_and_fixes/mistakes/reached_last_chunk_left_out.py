"""Leaves a last, shorter chunk out of both counts.

task: board.reached
hint: board.reached.last_chunk_left_out
"""

import numpy as np


def reached(T, chunk):
    shares = np.zeros(T)
    whole = T // chunk * chunk
    for k in range(whole):
        shares[k] = np.mean(np.arange(k, whole) % chunk >= k)
    return shares
