# mistake: Each part is clipped before they are added.
# named by: each part was clipped|add first
import numpy as np


def clip_sum(parts, max_norm):
    total = {k: np.zeros_like(v) for k, v in parts[0].items()}
    for part in parts:
        norm = np.sqrt(sum((g**2).sum() for g in part.values()))
        scale = min(1.0, max_norm / norm)
        for k in total:
            total[k] += part[k] * scale
    return total
