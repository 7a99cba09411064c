"""Takes the eigenvalue of W Wᵀ for the singular value.

task: vanishing.gradient_bound
hint: vanishing.gradient_bound.square
"""

import numpy as np


def gradient_bound(W_hh, gamma, k):
    factor = gamma * np.linalg.eigvalsh(W_hh @ W_hh.T)[-1]
    return factor**k, (-1 if factor < 1 else 1)
