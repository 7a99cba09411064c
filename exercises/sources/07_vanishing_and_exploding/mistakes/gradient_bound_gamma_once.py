"""Counts the slope once.

task: vanishing.gradient_bound
hint: vanishing.gradient_bound.gamma_once
"""

import numpy as np


def gradient_bound(W_hh, gamma, k):
    sigma = np.linalg.norm(W_hh, 2)
    return gamma * sigma**k, (-1 if gamma * sigma < 1 else 1)
