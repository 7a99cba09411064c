# mistake: One decision is made for the whole batch (mask_t.any()) instead of one for each sequence.
# named by: each|row|sequence
import numpy as np


def masked_step(x_t, h_prev, mask_t, W_xh, W_hh, b_h):
    if mask_t.any():
        return np.tanh(x_t @ W_xh.T + h_prev @ W_hh.T + b_h)
    return h_prev.copy()
