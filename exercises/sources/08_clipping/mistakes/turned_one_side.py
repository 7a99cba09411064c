"""Cuts from above only.

task: clipping.turned
hint: clipping.turned.one_side
"""

import numpy as np


def turned(grads, limit):
    g = np.concatenate([array.ravel() for array in grads.values()])
    c = np.where(g > limit, limit, g)
    return np.arccos(g @ c / np.linalg.norm(g) / np.linalg.norm(c)) * 180 / np.pi
