# mistake: The norms at a lag are added, not averaged.
# named by: sum|mean
import numpy as np


def norms_by_lag(dh, lengths):
    out = np.zeros(max(lengths))
    for b in range(len(lengths)):
        for k in range(lengths[b]):
            out[k] += np.linalg.norm(dh[lengths[b] - 1 - k, b])
    return out
