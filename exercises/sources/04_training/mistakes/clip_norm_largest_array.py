"""Looks at the largest array to decide whether to clip.

task: training.clip_norm
hint: training.clip_norm.largest_array
"""

import numpy as np


def clip_norm(grads, max_norm):
    norms = [np.sqrt(np.sum(g**2)) for g in grads.values()]
    norm = np.sqrt(sum(n**2 for n in norms))
    factor = max_norm / norm if max(norms) > max_norm else 1.0
    return {name: g * factor for name, g in grads.items()}, norm
