"""Writes h[t] from h[t - 1], with t counted from 0: h_0 is lost, and h[-1] is read.

task: forward.states
hint: forward.states.row_early
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    T = len(x)
    h = np.zeros((T + 1, len(h0)))
    h[0] = h0
    for t in range(T):
        h[t] = np.tanh(W_xh @ x[t] + W_hh @ h[t - 1] + b_h)
    return h
