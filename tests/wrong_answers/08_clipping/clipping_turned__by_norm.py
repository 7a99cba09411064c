# mistake: The gradient is clipped by norm, which does not turn it.
# named by: by norm
import numpy as np


def turned(grads, limit):
    g = np.concatenate([array.ravel() for array in grads.values()])
    c = g * min(1.0, limit / np.linalg.norm(g))
    cosine = g @ c / np.linalg.norm(g) / np.linalg.norm(c)
    return np.degrees(np.arccos(min(cosine, 1.0)))
