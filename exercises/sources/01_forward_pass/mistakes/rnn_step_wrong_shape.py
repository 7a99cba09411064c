"""Multiplies entry by entry, which broadcasts to a matrix.

task: forward.rnn_step
hint: mutant
"""

import numpy as np


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(W_xh @ x_t + W_hh * h_prev + b_h)
