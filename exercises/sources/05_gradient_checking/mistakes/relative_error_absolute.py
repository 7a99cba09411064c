"""Says how far apart, and not beside what.

task: check.relative_error
hint: check.relative_error.absolute
"""

import numpy as np


def relative_error(given, found):
    if np.isnan(given).any():
        return np.inf
    return float(np.max(np.abs(given - found)))
