# mistake: The factor divides by the norm of a sum that is zero.
# named by: nan|zero|not a number
import numpy as np


def clip_sum(parts, max_norm):
    total = {name: sum(p[name] for p in parts) for name in parts[0]}
    norm = np.sqrt(sum(np.sum(g**2) for g in total.values()))
    return {name: g * np.minimum(1.0, max_norm / norm) * (norm / norm) for name, g in total.items()}
