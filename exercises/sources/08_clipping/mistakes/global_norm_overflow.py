"""Squares the entries as they are.

task: clipping.global_norm
hint: clipping.global_norm.overflow
"""

import numpy as np


def global_norm(grads):
    total = 0.0
    for g in grads.values():
        total += (g * g).sum()
    return total**0.5 if np.isfinite(total) else np.inf
