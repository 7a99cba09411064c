# mistake: Column vectors (H, 1) plus the bias (H,) broadcast to an (H, H) matrix.
# named by: shape|column|broadcast
import numpy as np


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    x_col = x_t.reshape(-1, 1)
    h_col = h_prev.reshape(-1, 1)
    a = W_xh @ x_col + W_hh @ h_col + b_h
    return np.tanh(a)
