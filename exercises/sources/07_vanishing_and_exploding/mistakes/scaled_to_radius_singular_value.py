"""Scales by the largest singular value.

task: vanishing.scaled_to_radius
hint: vanishing.scaled_to_radius.singular_value
"""

import numpy as np


def scaled_to_radius(W, rho):
    return W / np.linalg.svd(W)[1].max() * rho
