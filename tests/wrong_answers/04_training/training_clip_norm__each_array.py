# mistake: Every array is clipped by its own norm instead of the global one.
# named by: global|together|each array|all arrays
import numpy as np


def clip_norm(grads, max_norm):
    clipped = {}
    total = 0.0
    for name, g in grads.items():
        n = np.linalg.norm(g)
        total += n**2
        clipped[name] = g * min(1.0, max_norm / n)
    return clipped, np.sqrt(total)
