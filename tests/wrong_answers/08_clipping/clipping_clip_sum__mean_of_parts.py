# mistake: The parts are averaged instead of added.
# named by: averag|mean|add up
import numpy as np


def clip_sum(parts, max_norm):
    total = {name: np.mean([p[name] for p in parts], axis=0) for name in parts[0]}
    norm = np.sqrt(sum(np.sum(g**2) for g in total.values()))
    factor = max_norm / norm if norm > max_norm else 1.0
    return {name: g * factor for name, g in total.items()}
