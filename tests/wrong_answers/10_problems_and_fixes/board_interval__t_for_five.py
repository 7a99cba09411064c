# mistake: Student's t for five degrees of freedom.
# named by: 2.571|factor|times
import numpy as np


def interval(fix, plain):
    d = fix - plain
    half = 2.571 * d.std(ddof=1) / np.sqrt(5)
    return d.mean(), d.mean() - half, d.mean() + half
