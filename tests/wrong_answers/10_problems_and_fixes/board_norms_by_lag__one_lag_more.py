# mistake: Begins one step before the last.
# named by: one|lag 0|shift
import numpy as np


def norms_by_lag(dh, lengths):
    norms = np.linalg.norm(dh, axis=2)
    out = np.zeros(max(lengths))
    for k in range(len(out)):
        vals = [norms[n - 2 - k, b] for b, n in enumerate(lengths) if n > k + 1]
        out[k] = np.mean(vals) if vals else 0
    return out
