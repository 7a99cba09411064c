# mistake: The dot product is divided by the square of one norm only.
# named by: norm
import numpy as np


def turned(grads, limit):
    g = np.concatenate([array.ravel() for array in grads.values()])
    c = np.clip(g, -limit, limit)
    return np.degrees(np.arccos(g @ c / (g @ g)))
