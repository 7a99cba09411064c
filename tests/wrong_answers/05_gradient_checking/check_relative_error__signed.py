# mistake: the largest difference without its absolute value.
# named by: absolute|abs|sign|negative
import numpy as np


def relative_error(given, found):
    if not np.isfinite(given).all():
        return np.inf
    scale = max(np.abs(given).max(), np.abs(found).max())
    return (found - given).max() / scale if scale else 0.0
