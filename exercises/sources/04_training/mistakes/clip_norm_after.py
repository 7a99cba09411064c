"""Measures what it has already clipped.

task: training.clip_norm
hint: training.clip_norm.norm_after
"""

import numpy as np


def clip_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    if norm > max_norm:
        grads = {k: g * (max_norm / norm) for k, g in grads.items()}
    return grads, np.sqrt(sum((g**2).sum() for g in grads.values()))
