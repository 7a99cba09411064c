# mistake: The root is missing.
# named by: root|sqrt
import numpy as np


def global_norm(grads):
    m = max(np.abs(g).max() for g in grads.values())
    return 0.0 if m == 0 else m * sum(np.sum((g / m) ** 2) for g in grads.values())
