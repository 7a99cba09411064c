# mistake: The angle is computed for each array by itself and the angles are averaged, instead of one angle for all arrays together.
# named by: each array|all arrays together|averag|one vector|one angle
import numpy as np


def angle(g, c):
    cos = np.sum(g * c) / np.linalg.norm(g) / np.linalg.norm(c)
    return np.rad2deg(np.arccos(np.clip(cos, -1.0, 1.0)))


def turned(grads, limit):
    return np.mean([angle(g, np.clip(g, -limit, limit)) for g in grads.values()])
