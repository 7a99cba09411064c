"""Forgets the bias.

task: forward.scalar_step
hint: forward.scalar_step.no_bias
"""

import numpy as np


def scalar_step(x, h_prev, W_xh, W_hh, b_h):
    return np.tanh(W_xh * x + W_hh * h_prev)
