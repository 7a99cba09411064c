"""Asks the eigenvalues.

task: vanishing.gradient_bound
hint: vanishing.gradient_bound.spectral_radius
"""

import numpy as np


def gradient_bound(W_hh, gamma, k):
    factor = gamma * max(abs(np.linalg.eigvals(W_hh)))
    return factor**k, (-1 if factor < 1 else 1)
