"""Moves the whole array.

task: bptt.numerical_gradient
hint: bptt.numerical_gradient.all_together
"""

import numpy as np


def numerical_gradient(f, w, step):
    slope = (f(w + step) - f(w - step)) / (2 * step)
    return slope * np.ones(w.shape)
