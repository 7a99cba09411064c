"""Looks to one side only.

task: check.central_difference
hint: check.central_difference.one_sided
"""

import numpy as np


def central_difference(f, w, i, step):
    moved = w.copy()
    moved.ravel()[i] += step
    return (f(moved) - f(w)) / step
