"""Clips each part.

task: clipping.clip_sum
hint: clipping.clip_sum.parts_clipped
"""

import numpy as np


def clip_sum(parts, max_norm):
    result = {}
    for part in parts:
        norm = np.linalg.norm(np.concatenate([g.ravel() for g in part.values()]))
        for name, g in part.items():
            result[name] = result.get(name, 0) + g * min(1, max_norm / norm)
    return result
