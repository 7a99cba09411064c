"""Asks for more than 0.95.

task: board.verdict
hint: board.verdict.case_2
"""

import numpy as np


def verdict(fix, plain):
    d = fix - plain
    half = 2.776 * d.std(ddof=1) / 5**0.5
    if np.sum(fix > 0.95) >= 4:
        return 2
    if d.mean() > half and d.mean() >= 0.05:
        return 1
    return -1 if d.mean() < -half and d.mean() <= -0.05 else 0
