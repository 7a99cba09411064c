# mistake: h_prev is overwritten in place, so the caller's old state is lost.
# named by: in place|overwr|changed|copy
import numpy as np


def masked_step(x_t, h_prev, mask_t, W_xh, W_hh, b_h):
    new = np.tanh(x_t @ W_xh.T + h_prev @ W_hh.T + b_h)
    for b in range(len(mask_t)):
        if mask_t[b]:
            h_prev[b] = new[b]
    return h_prev
