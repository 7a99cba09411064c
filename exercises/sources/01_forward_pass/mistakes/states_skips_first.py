"""Computes h[t] from x[t], though h has one row more.

task: forward.states
hint: forward.states.skips_first
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    h = np.zeros((len(x) + 1, len(h0)))
    h[0] = h0
    for t in range(1, len(x)):
        h[t] = np.tanh(W_xh @ x[t] + W_hh @ h[t - 1] + b_h)
    return h
