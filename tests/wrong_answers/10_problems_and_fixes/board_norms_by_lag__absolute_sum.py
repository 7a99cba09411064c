# mistake: Takes the sum of absolute entries for the length.
# named by: comes before `sum`
import numpy as np


def norms_by_lag(dh, lengths):
    size = np.abs(dh).sum(axis=2)
    out = np.zeros(max(lengths))
    for k in range(len(out)):
        out[k] = np.mean([size[n - 1 - k, b] for b, n in enumerate(lengths) if n > k])
    return out
