# mistake: Either condition is enough.
# named by: both|less than 0.05|luck
import numpy as np


def verdict(fix, plain):
    if np.sum(fix >= 0.95) >= 4:
        return 2
    m, lo, hi = interval(fix, plain)
    if lo > 0 or m >= 0.05:
        return 1
    if hi < 0 or m <= -0.05:
        return -1
    return 0
