# mistake: The norms of the arrays are added instead of their squares under one root.
# named by: squares|sum|root
import numpy as np


def clip_norm(grads, max_norm):
    norm = 0
    for g in grads.values():
        norm += np.linalg.norm(g)
    scale = max_norm / norm if norm > max_norm else 1.0
    return {name: scale * g for name, g in grads.items()}, norm
