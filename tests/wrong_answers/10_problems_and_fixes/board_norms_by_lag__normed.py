# mistake: Divides by the first.
# named by: divided|factor|lag 0|times
import numpy as np


def norms_by_lag(dh, lengths):
    norms = np.linalg.norm(dh, axis=2)
    out = np.zeros(max(lengths))
    for k in range(len(out)):
        out[k] = np.mean([norms[n - 1 - k, b] for b, n in enumerate(lengths) if n > k])
    return out / out[0]
