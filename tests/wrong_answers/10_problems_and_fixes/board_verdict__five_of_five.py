# mistake: All five must reach 0.95.
# named by: four of the five
import numpy as np


def verdict(fix, plain):
    if np.all(fix >= 0.95):
        return 2
    m, lo, hi = interval(fix, plain)
    if lo > 0 and m >= 0.05:
        return 1
    if hi < 0 and m <= -0.05:
        return -1
    return 0
