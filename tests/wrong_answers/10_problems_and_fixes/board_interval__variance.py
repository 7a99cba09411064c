# mistake: Forgets the root of the variance.
# named by: root|variance|square
import numpy as np


def interval(fix, plain):
    d = fix - plain
    m = np.mean(d)
    s = np.sum((d - m) ** 2) / 4
    return m, m - 2.776 * s / np.sqrt(5), m + 2.776 * s / np.sqrt(5)
