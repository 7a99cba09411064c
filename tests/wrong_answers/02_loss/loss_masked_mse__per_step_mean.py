# mistake: Each step's mean over its running sequences is averaged over the steps instead of one mean over all pairs.
# named by: step|weigh|mean of means|pairs
import numpy as np


def masked_mse(y_hat, y, mask):
    T = len(mask)
    total = 0
    used = 0
    for t in range(T):
        rows = np.flatnonzero(mask[t])
        if len(rows) == 0:
            continue
        d = y_hat[t, rows] - y[t, rows]
        total += np.einsum("bo,bo->", d, d) / len(rows)
        used += 1
    return total / used
