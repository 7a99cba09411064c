# mistake: The angle is in radians.
# named by: radian|degree
import numpy as np


def turned(grads, limit):
    g = np.hstack([array.flatten() for array in grads.values()])
    c = g.clip(-limit, limit)
    return np.arccos(g.dot(c) / np.sqrt(g.dot(g) * c.dot(c)))
