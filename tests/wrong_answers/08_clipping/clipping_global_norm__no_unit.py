# mistake: The squares are taken of the entries themselves and overflow.
# named by: overflow|infinite|largest entry|unit
import numpy as np


def global_norm(grads):
    return np.sqrt(sum(np.sum(g**2) for g in grads.values()))
