"""Clips array by array.

task: training.clip_norm
hint: training.clip_norm.per_array
"""

import numpy as np


def clip_norm(grads, max_norm):
    clipped = {}
    total = 0.0
    for name, g in grads.items():
        norm = np.linalg.norm(g)
        total += norm**2
        clipped[name] = g * max_norm / norm if norm > max_norm else g.copy()
    return clipped, np.sqrt(total)
