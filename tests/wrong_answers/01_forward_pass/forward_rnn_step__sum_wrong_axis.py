# mistake: The broadcast product W_hh * h_prev is summed over axis 0 instead of axis 1.
# named by: axis|W_hh
import numpy as np


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    inp = np.sum(W_xh * x_t, axis=1)
    rec = np.sum(W_hh * h_prev, axis=0)
    return np.tanh(inp + rec + b_h)
