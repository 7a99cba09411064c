"""Takes every large loss for harm.

task: board.verdict
hint: board.verdict.case_7
"""

import numpy as np


def verdict(fix, plain):
    d = fix - plain
    half = 2.776 * d.std(ddof=1) / 5**0.5
    if (fix >= 0.95).sum() > 3:
        return 2
    if d.mean() - half > 0 and d.mean() >= 0.05:
        return 1
    return -1 if d.mean() <= -0.05 else 0
