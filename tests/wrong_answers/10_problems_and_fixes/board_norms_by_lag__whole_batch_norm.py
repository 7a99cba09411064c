# mistake: The norm is taken over the whole batch at once.
# named by: whole batch|batch and|cancel|each sequence|axis
import numpy as np


def norms_by_lag(dh, lengths):
    out = []
    for k in range(lengths.max()):
        rows = np.array([dh[n - 1 - k, b] for b, n in enumerate(lengths) if n > k])
        out.append(np.sqrt((rows**2).sum()))
    return np.array(out)
