# mistake: Returns low, mean, high.
# named by: wrong places|order|exchanged
import numpy as np


def interval(fix, plain):
    d = fix - plain
    m = d.mean()
    e = 2.776 * np.std(d, ddof=1) / 5**0.5
    return m - e, m, m + e
