# mistake: Two gradients that are zero everywhere give 0/0 = NaN instead of 0.
# named by: zero everywhere|both zero|0/0|divide by zero|division by zero
import numpy as np


def relative_error(given, found):
    if np.any(np.isnan(given)):
        return np.inf
    with np.errstate(invalid="ignore"):
        return np.abs(given - found).max() / np.maximum(np.abs(given).max(), np.abs(found).max())
