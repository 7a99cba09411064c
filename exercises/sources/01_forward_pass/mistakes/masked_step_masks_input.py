"""Silences the input and lets the state move on.

task: forward.masked_step
hint: forward.masked_step.masks_input
"""

import numpy as np


def masked_step(x_t, h_prev, mask_t, W_xh, W_hh, b_h):
    silent = np.where(mask_t[:, None], x_t, 0.0)
    return np.tanh(silent @ W_xh.T + h_prev @ W_hh.T + b_h)
