"""Shrinks the arrays it was given.

task: training.clip_norm
hint: modified_input
"""

import numpy as np


def clip_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    if norm > max_norm:
        for g in grads.values():
            g *= max_norm / norm
    return grads, norm
