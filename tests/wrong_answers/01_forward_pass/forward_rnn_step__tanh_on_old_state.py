# mistake: tanh is applied to the old state and not to the sum (the other papers' W sigma(h) + W x + b form).
# named by: tanh
import numpy as np


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    return W_hh @ np.tanh(h_prev) + W_xh @ x_t + b_h
