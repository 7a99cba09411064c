# mistake: Nothing is -1, worse is -2.
# named by: is nothing (0)|worse (-1)
import numpy as np


def verdict(fix, plain):
    if np.sum(fix >= 0.95) >= 4:
        return 2
    m, lo, hi = interval(fix, plain)
    if lo > 0 and m >= 0.05:
        return 1
    if hi < 0 and m <= -0.05:
        return -2
    return -1
