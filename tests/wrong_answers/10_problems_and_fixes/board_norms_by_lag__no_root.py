# mistake: The root of the squared length is forgotten.
# named by: np.sqrt
import numpy as np


def norms_by_lag(dh, lengths):
    sq = (dh**2).sum(axis=2)
    out = np.zeros(max(lengths))
    for k in range(max(lengths)):
        vals = []
        for b in range(len(lengths)):
            t = lengths[b] - 1 - k
            if t >= 0:
                vals.append(sq[t, b])
        out[k] = np.mean(vals)
    return out
