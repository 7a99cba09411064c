# mistake: The choice is made before tanh, so the carried state goes through tanh once more.
# named by: tanh|unchanged
import numpy as np


def masked_step(x_t, h_prev, mask_t, W_xh, W_hh, b_h):
    m = mask_t.astype(float)[:, None]
    a = x_t @ W_xh.T + h_prev @ W_hh.T + b_h
    return np.tanh(m * a + (1 - m) * h_prev)
