"""Forgets that arccos gives radians.

task: clipping.turned
hint: clipping.turned.radians
"""

import numpy as np


def turned(grads, limit):
    dot = one = two = 0.0
    for g in grads.values():
        c = np.clip(g, -limit, limit)
        dot, one, two = dot + np.sum(g * c), one + np.sum(g * g), two + np.sum(c * c)
    return np.arccos(dot / np.sqrt(one * two))
