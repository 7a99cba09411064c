"""Chooses with a mask that has no second axis.

task: forward.masked_step
hint: raised
"""

import numpy as np


def masked_step(x_t, h_prev, mask_t, W_xh, W_hh, b_h):
    h_t = np.tanh(x_t @ W_xh.T + h_prev @ W_hh.T + b_h)
    return np.where(mask_t, h_t, h_prev)
