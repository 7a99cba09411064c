"""Rescales every gradient to the threshold.

task: training.clip_norm
hint: training.clip_norm.always
"""

import numpy as np


def clip_norm(grads, max_norm):
    flat = np.concatenate([g.ravel() for g in grads.values()])
    norm = np.linalg.norm(flat)
    return {k: g / norm * max_norm for k, g in grads.items()}, norm
