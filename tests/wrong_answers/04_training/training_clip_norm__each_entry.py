# mistake: Every entry is clipped to [-max_norm, max_norm], which changes the direction.
# named by: entr|direction|np.clip
import numpy as np


def clip_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    return {k: np.clip(g, -max_norm, max_norm) for k, g in grads.items()}, norm
