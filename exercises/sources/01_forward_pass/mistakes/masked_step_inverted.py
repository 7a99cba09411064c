"""Takes True for padding.

task: forward.masked_step
hint: forward.masked_step.inverted
"""

import numpy as np


def masked_step(x_t, h_prev, mask_t, W_xh, W_hh, b_h):
    h_t = np.tanh(x_t @ W_xh.T + h_prev @ W_hh.T + b_h)
    h_t[mask_t] = h_prev[mask_t]
    return h_t
