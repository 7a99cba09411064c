"""Gives each weight to the wrong number.

task: forward.scalar_step
hint: forward.scalar_step.swapped
"""

import numpy as np


def scalar_step(x, h_prev, W_x, W_h, b):
    a = W_h * x + W_x * h_prev + b
    return np.tanh(a)
