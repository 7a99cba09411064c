# mistake: The mask is read the wrong way round: real steps keep the old state and padding moves.
# named by: mask|invert|round
import numpy as np


def masked_step(x_t, h_prev, mask_t, W_xh, W_hh, b_h):
    h_t = np.tanh(x_t @ W_xh.T + h_prev @ W_hh.T + b_h)
    h_t[mask_t] = h_prev[mask_t]
    return h_t
