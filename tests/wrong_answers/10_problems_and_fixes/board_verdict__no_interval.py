# mistake: Only the mean counts.
# named by: luck|interval
import numpy as np


def verdict(fix, plain):
    if np.count_nonzero(fix >= 0.95) >= 4:
        return 2
    d = (fix - plain).mean()
    if d >= 0.05:
        return 1
    if d <= -0.05:
        return -1
    return 0
