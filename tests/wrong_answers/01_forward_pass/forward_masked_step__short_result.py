# mistake: Only the rows of the running sequences are returned, so rows are missing.
# named by: shape|rows
import numpy as np


def masked_step(x_t, h_prev, mask_t, W_xh, W_hh, b_h):
    x_on, h_on = x_t[mask_t], h_prev[mask_t]
    return np.tanh(x_on @ W_xh.T + h_on @ W_hh.T + b_h)
