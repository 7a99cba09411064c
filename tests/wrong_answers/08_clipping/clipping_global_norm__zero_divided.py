# mistake: A gradient of zeros is divided by its largest entry, zero.
# named by: nan|zero|not a number
import numpy as np


def global_norm(grads):
    m = max(np.abs(g).max() for g in grads.values())
    return m * np.sqrt(sum(((g / m) ** 2).sum() for g in grads.values()))
