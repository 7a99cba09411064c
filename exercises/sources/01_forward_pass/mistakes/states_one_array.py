"""Writes every state into one array, and appends that each time.

task: forward.states
hint: same_rows
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    state = h0.copy()
    h = [state]
    for x_t in x:
        state[:] = np.tanh(W_xh @ x_t + W_hh @ state + b_h)
        h.append(state)
    return np.array(h)
