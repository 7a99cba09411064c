"""Reads h[t + 1], which is still zero, instead of h[t].

task: forward.states
hint: forward.states.reads_itself
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    h = np.zeros((len(x) + 1, len(h0)))
    h[0] = h0
    for t in range(len(x)):
        h[t + 1] = np.tanh(W_xh @ x[t] + W_hh @ h[t + 1] + b_h)
    return h
