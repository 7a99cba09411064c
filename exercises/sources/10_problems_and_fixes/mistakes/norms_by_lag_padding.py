"""Takes the last row of the array for the last step.

task: board.norms_by_lag
hint: board.norms_by_lag.padding_counted
"""

import numpy as np


def norms_by_lag(dh, lengths):
    norms = np.linalg.norm(dh, axis=-1)
    return np.array([norms[-1 - k].mean() for k in range(max(lengths))])
