# mistake: The median for the mean.
# named by: median
import numpy as np


def interval(fix, plain):
    d = fix - plain
    m = np.median(d)
    half = 2.776 * d.std(ddof=1) / np.sqrt(5)
    return m, m - half, m + half
