"""Takes tanh of what is a state already.

task: vanishing.step_jacobian
hint: vanishing.step_jacobian.tanh_twice
"""

import numpy as np


def step_jacobian(W_hh, h_t):
    slopes = 1 / np.cosh(h_t) ** 2
    return slopes[:, None] * W_hh
