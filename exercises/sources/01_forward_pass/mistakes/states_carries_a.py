"""Carries what is inside tanh.

task: forward.states
hint: forward.states.carries_a
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    h = np.empty((len(x) + 1, len(h0)))
    h[0] = h0
    state = h0
    for t, x_t in enumerate(x):
        state = W_xh @ x_t + W_hh @ state + b_h
        h[t + 1] = np.tanh(state)
    return h
