"""Asks for the interval first.

task: board.verdict
hint: board.verdict.case_1
"""

import numpy as np


def verdict(fix, plain):
    d = fix - plain
    half = 2.776 * d.std(ddof=1) / 5**0.5
    if abs(d.mean()) < max(half, 0.05):
        return 0
    if np.sum(fix >= 0.95) >= 4:
        return 2
    return 1 if d.mean() > 0 else -1
