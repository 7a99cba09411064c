"""Moves all entries at once.

task: check.complex_step
hint: check.complex_step.all_together
"""

import numpy as np


def complex_step(f, w):
    return np.full(w.shape, f(w + 1e-20j).imag / 1e-20)
