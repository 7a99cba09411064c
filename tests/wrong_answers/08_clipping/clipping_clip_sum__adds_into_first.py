# mistake: The sum is built in the arrays of the first part.
# named by: changed its argument|unchanged|modified
import numpy as np


def clip_sum(parts, max_norm):
    total = parts[0]
    for part in parts[1:]:
        for name in total:
            total[name] += part[name]
    norm = np.sqrt(sum(np.sum(g**2) for g in total.values()))
    return {name: g * (max_norm / norm if norm > max_norm else 1.0) for name, g in total.items()}
