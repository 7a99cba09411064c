"""Averages an infinite norm with the others.

task: clipping.threshold
hint: clipping.threshold.infinite_kept
"""

import numpy as np


def choose_threshold(norms, multiple):
    theta = np.mean(multiple * norms)
    return theta, np.count_nonzero(norms > theta) / len(norms)
