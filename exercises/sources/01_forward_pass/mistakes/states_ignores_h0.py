"""Starts from zeros, whatever h0 is.

task: forward.states
hint: forward.states.ignores_h0
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    h = np.zeros((x.shape[0] + 1, W_hh.shape[0]))
    for t in range(x.shape[0]):
        h[t + 1] = np.tanh(W_xh @ x[t] + W_hh @ h[t] + b_h)
    return h
