# mistake: The norms of the arrays are added instead of taking the norm of all entries together.
# named by: sum of the norms|one long vector|norms are added|each array|added
import numpy as np


def global_norm(grads):
    total = 0.0
    for g in grads.values():
        m = np.abs(g).max()
        if m > 0:
            total += m * np.sqrt(np.sum((g / m) ** 2))
    return total
