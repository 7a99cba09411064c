# mistake: The difference of the deviations.
# named by: paired|seed by seed|nothing in common|deviation
import numpy as np


def interval(fix, plain):
    m = fix.mean() - plain.mean()
    s = abs(fix.std(ddof=1) - plain.std(ddof=1))
    half = 2.776 * s / np.sqrt(5)
    return m, m - half, m + half
