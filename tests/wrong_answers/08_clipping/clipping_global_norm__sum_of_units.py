# mistake: Each array is measured in its own unit and the norms are added.
# named by: norms of the arrays are added|squares
import numpy as np


def global_norm(grads):
    total = 0.0
    for g in grads.values():
        m = np.abs(g).max()
        if m > 0:
            total += m * np.linalg.norm(g / m)
    return total
