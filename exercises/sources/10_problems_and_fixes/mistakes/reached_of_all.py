"""Divides by all steps.

task: board.reached
hint: board.reached.of_all
"""

import numpy as np


def reached(T, chunk):
    return np.array([sum(t % chunk >= k for t in range(k, T)) / T for k in range(T)])
