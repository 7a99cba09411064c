"""Divides by the whole batch at every lag.

task: board.norms_by_lag
hint: board.norms_by_lag.all_divide
"""

import numpy as np


def norms_by_lag(dh, lengths):
    total = np.zeros(lengths.max())
    for b, n in enumerate(lengths):
        total[:n] += np.linalg.norm(dh[:n, b], axis=1)[::-1]
    return total / len(lengths)
