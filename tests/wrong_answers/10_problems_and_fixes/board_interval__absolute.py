# mistake: Takes the absolute differences.
# named by: absolute|sign
import numpy as np


def interval(fix, plain):
    d = np.abs(fix - plain)
    half = 2.776 * d.std(ddof=1) / np.sqrt(5)
    return d.mean(), d.mean() - half, d.mean() + half
