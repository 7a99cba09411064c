# mistake: Only the input is blanked at padding, the state still moves through W_hh, bias and tanh.
# named by: input|carried|unchanged|moves
import numpy as np


def masked_step(x_t, h_prev, mask_t, W_xh, W_hh, b_h):
    x_real = np.where(mask_t[:, None], x_t, 0.0)
    return np.tanh(x_real @ W_xh.T + h_prev @ W_hh.T + b_h)
