"""Reads x[t - 1] at step t, counted from 0.

task: forward.states
hint: forward.states.input_late
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    h = [h0]
    for t in range(len(x)):
        h.append(np.tanh(W_xh @ x[t - 1] + W_hh @ h[t] + b_h))
    return np.array(h)
