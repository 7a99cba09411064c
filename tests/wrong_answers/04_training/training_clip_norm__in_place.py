# mistake: The caller's arrays are scaled in place.
# named by: in place|unchanged|given|changed its argument `grads`
import numpy as np


def clip_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g * g) for g in grads.values()))
    if norm > max_norm:
        for g in grads.values():
            g *= max_norm / norm
    return grads, norm
