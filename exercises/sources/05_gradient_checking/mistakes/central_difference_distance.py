"""Divides by one step, where the two points are two apart.

task: check.central_difference
hint: check.central_difference.distance
"""

import numpy as np


def central_difference(f, w, i, step):
    shift = step * (np.arange(w.size) == i).reshape(w.shape)
    return (f(w + shift) - f(w - shift)) / step
