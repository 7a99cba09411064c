# mistake: The mean difference stands where the largest belongs; the gradient with a NaN is told from others rightly.
# named by: `mean` is taken where `max` belongs
import numpy as np


def relative_error(given, found):
    if not np.isfinite(given).all():
        return np.inf
    scale = max(np.abs(given).max(), np.abs(found).max())
    return np.abs(given - found).mean() / scale if scale > 0 else 0.0
