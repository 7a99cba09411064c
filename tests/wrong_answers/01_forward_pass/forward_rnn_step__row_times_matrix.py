# mistake: h_prev stands to the left of W_hh, which multiplies with the transpose of W_hh.
# named by: transpos|order
import numpy as np


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh.T + h_prev @ W_hh + b_h)
