# mistake: Rows before the first are not left out, so that negative indices count from the end.
# named by: reach|negative|padding
import numpy as np


def norms_by_lag(dh, lengths):
    norms = np.linalg.norm(dh, axis=2)
    b = np.arange(len(lengths))
    return np.array([norms[lengths - 1 - k, b].mean() for k in range(max(lengths))])
