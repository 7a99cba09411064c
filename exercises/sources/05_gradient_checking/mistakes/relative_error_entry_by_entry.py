"""Divides each entry by itself.

task: check.relative_error
hint: check.relative_error.entry_by_entry
"""

import numpy as np


def relative_error(given, found):
    if np.isnan(given).any():
        return np.inf
    if not given.any() and not found.any():
        return 0.0
    return max(abs(g - f) / max(abs(g), abs(f)) for g, f in zip(given.flat, found.flat, strict=True))
