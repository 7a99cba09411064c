"""Counts among the finite norms.

task: clipping.threshold
hint: clipping.threshold.share_of_finite
"""

import numpy as np


def choose_threshold(norms, multiple):
    kept = [norm for norm in norms if np.isfinite(norm)]
    theta = multiple * sum(kept) / len(kept)
    return theta, sum(norm > theta for norm in kept) / len(kept)
