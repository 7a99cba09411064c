# mistake: The norm is returned first and the dict second.
# named by: order|swap|first|have changed places
import numpy as np


def clip_norm(grads, max_norm):
    norm = np.sqrt(np.sum([np.sum(g**2) for g in grads.values()]))
    factor = np.minimum(1.0, max_norm / norm)
    return norm, {name: factor * g for name, g in grads.items()}
