"""Writes the product the other way round because it runs.

task: forward.rnn_step
hint: forward.rnn_step.hh_transposed
"""

import numpy as np


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh.T + h_prev @ W_hh + b_h)
