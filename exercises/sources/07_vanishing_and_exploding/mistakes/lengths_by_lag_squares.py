"""Leaves the root out.

task: vanishing.lengths_by_lag
hint: vanishing.lengths_by_lag.squares
"""

import numpy as np


def lengths_by_lag(W_hh, h, dh_last):
    dh, found = dh_last, [dh_last @ dh_last]
    for t in range(len(h) - 1, 0, -1):
        dh = (dh * (1 - h[t] ** 2)) @ W_hh
        found.append(dh @ dh)
    return np.array(found)
