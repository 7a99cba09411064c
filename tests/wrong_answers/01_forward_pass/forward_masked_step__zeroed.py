# mistake: The state is set to zero at padding instead of being carried.
# named by: zero|carried|kept
import numpy as np


def masked_step(x_t, h_prev, mask_t, W_xh, W_hh, b_h):
    h_t = np.tanh(x_t @ W_xh.T + h_prev @ W_hh.T + b_h)
    return h_t * mask_t.reshape(-1, 1)
