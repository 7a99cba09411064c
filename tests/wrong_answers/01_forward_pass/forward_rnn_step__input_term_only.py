# mistake: The recurrent term is left out, the state h_prev plays no part.
# named by: h_prev|W_hh|recurrent|previous state does not enter
import numpy as np


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    a = np.einsum("hd,d->h", W_xh, x_t) + b_h
    return np.tanh(a)
