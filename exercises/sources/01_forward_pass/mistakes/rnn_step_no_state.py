"""Leaves the memory out.

task: forward.rnn_step
hint: forward.rnn_step.no_state
"""

import numpy as np


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(W_xh @ x_t + b_h)
