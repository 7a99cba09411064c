# mistake: 0 / 0 where both are zero.
# named by: zero|nan|0 / 0
import numpy as np


def relative_error(given, found):
    if not np.isfinite(given).all():
        return np.inf
    return np.abs(given - found).max() / np.maximum(np.abs(given).max(), np.abs(found).max())
