"""Divides the squares by 5.

task: board.interval
hint: board.interval.by_n
"""

import numpy as np


def interval(fix, plain):
    d = fix - plain
    half = 2.776 * np.std(d) / np.sqrt(5)
    return np.mean(d), np.mean(d) - half, np.mean(d) + half
