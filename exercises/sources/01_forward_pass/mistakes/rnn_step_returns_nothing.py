"""Prints the state where it should return it.

task: forward.rnn_step
hint: returned_none
"""

import numpy as np


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    print(np.tanh(W_xh @ x_t + W_hh @ h_prev + b_h).shape)
