"""Multiplies the columns.

task: vanishing.step_jacobian
hint: vanishing.step_jacobian.columns
"""

import numpy as np


def step_jacobian(W_hh, h_t):
    return np.array([row * (1 - h_t**2) for row in W_hh])
