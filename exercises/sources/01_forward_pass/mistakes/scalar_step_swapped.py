"""Gives each weight to the wrong number.

task: forward.scalar_step
hint: forward.scalar_step.swapped
"""

import numpy as np


def scalar_step(x, h_prev, W_xh, W_hh, b_h):
    a = W_hh * x + W_xh * h_prev + b_h
    return np.tanh(a)
