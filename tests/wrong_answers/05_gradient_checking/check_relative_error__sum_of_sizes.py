# mistake: The difference is divided by the sum of the two largest entries (the formula of many blogs) instead of by the larger of the two.
# named by: sum of the|larger of the two|half as|added|maximum of the two
import numpy as np


def relative_error(given, found):
    if np.isnan(given).any():
        return np.inf
    numerator = np.max(np.abs(given - found))
    denominator = np.max(np.abs(given)) + np.max(np.abs(found))
    return 0.0 if denominator == 0 else numerator / denominator
