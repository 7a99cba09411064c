"""Adds into the arrays of the first part.

task: clipping.clip_sum
hint: modified_input
"""

import numpy as np


def clip_sum(parts, max_norm):
    first, *others = parts
    for part in others:
        for name, g in part.items():
            first[name] += g
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in first.values()]))
    return {name: g * (max_norm / norm) if norm > max_norm else g for name, g in first.items()}
