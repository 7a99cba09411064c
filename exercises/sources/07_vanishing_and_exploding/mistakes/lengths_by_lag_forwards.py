"""Multiplies by the Jacobian and not by its transpose.

task: vanishing.lengths_by_lag
hint: vanishing.lengths_by_lag.forwards
"""

import numpy as np


def lengths_by_lag(W_hh, h, dh_last):
    dh, found = dh_last, [np.linalg.norm(dh_last)]
    for h_t in h[:0:-1]:
        J = (1 - h_t**2)[:, None] * W_hh
        dh = J @ dh
        found.append(np.linalg.norm(dh))
    return np.array(found)
