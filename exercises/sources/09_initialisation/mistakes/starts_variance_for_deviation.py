"""Multiplies by the variances.

task: init.starts
hint: init.starts.variance_for_deviation
"""

import numpy as np


def starts(z):
    rows, columns = z.shape
    return z * 2 / (rows + columns), z * 2 / columns
