"""Cuts each entry.

task: training.clip_norm
hint: training.clip_norm.by_value
"""

import numpy as np


def clip_norm(grads, max_norm):
    flat = np.concatenate([g.ravel() for g in grads.values()])
    return {k: np.minimum(np.maximum(g, -max_norm), max_norm) for k, g in grads.items()}, np.linalg.norm(flat)
