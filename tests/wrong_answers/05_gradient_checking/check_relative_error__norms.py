# mistake: the length of the difference over the lengths.
# named by: length|norm|largest|max|root
import numpy as np


def relative_error(given, found):
    if not np.isfinite(given).all():
        return np.inf
    scale = max(np.linalg.norm(given), np.linalg.norm(found))
    return np.linalg.norm(given - found) / scale if scale else 0.0
