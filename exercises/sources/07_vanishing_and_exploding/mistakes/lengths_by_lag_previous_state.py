"""Takes the slopes one step too early.

task: vanishing.lengths_by_lag
hint: vanishing.lengths_by_lag.previous_state
"""

import numpy as np


def lengths_by_lag(W_hh, h, dh_last):
    dh, found = dh_last, [np.linalg.norm(dh_last)]
    for t in reversed(range(len(h) - 1)):
        dh = W_hh.T @ ((1 - h[t] ** 2) * dh)
        found.append(np.linalg.norm(dh))
    return np.array(found)
