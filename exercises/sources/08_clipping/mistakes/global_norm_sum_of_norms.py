"""Adds the norms of the arrays.

task: clipping.global_norm
hint: clipping.global_norm.sum_of_norms
"""

import numpy as np


def global_norm(grads):
    norms = []
    for g in grads.values():
        m = np.abs(g).max()
        norms.append(m * np.linalg.norm(g / m) if m > 0 else 0.0)
    return np.sum(norms)
