# mistake: divides by the sum of the two sizes.
# named by: sum|max|larger|divid
import numpy as np


def relative_error(given, found):
    if not np.isfinite(given).all():
        return np.inf
    scale = np.abs(given).max() + np.abs(found).max()
    return np.abs(given - found).max() / scale if scale else 0.0
