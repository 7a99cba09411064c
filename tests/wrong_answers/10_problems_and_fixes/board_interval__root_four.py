# mistake: Divides by the root of 4.
# named by: one too small
import numpy as np


def interval(fix, plain):
    d = fix - plain
    s = np.sqrt(np.sum((d - d.mean()) ** 2) / 4)
    half = 2.776 * s / np.sqrt(4)
    return d.mean(), d.mean() - half, d.mean() + half
