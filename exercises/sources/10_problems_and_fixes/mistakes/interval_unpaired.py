"""Adds the variances of the two sides.

task: board.interval
hint: board.interval.unpaired
"""

import numpy as np


def interval(fix, plain):
    mean = fix.mean() - plain.mean()
    error = np.sqrt(fix.var(ddof=1) / 5 + plain.var(ddof=1) / 5)
    return mean, mean - 2.776 * error, mean + 2.776 * error
