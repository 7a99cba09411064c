"""Forgets the bias.

task: forward.scalar_step
hint: forward.scalar_step.no_bias
"""

import numpy as np


def scalar_step(x, h_prev, W_x, W_h, b):
    return np.tanh(W_x * x + W_h * h_prev)
