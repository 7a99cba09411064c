# mistake: The factor is not limited to 1, so short gradients are stretched.
# named by: short|stretch|min|scaled up to it
import numpy as np


def clip_norm(grads, max_norm):
    flat = np.concatenate([g.ravel() for g in grads.values()])
    norm = np.linalg.norm(flat)
    return {k: g * max_norm / norm for k, g in grads.items()}, norm
