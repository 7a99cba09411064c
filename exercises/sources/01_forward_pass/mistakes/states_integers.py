"""Makes room for the states from integers.

task: forward.states
hint: integers
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    T, H = len(x), len(h0)
    h = np.array([[0] * H] * (T + 1))
    h[0] = h0
    for t in range(1, T + 1):
        h[t] = np.tanh(W_xh @ x[t - 1] + W_hh @ h[t - 1] + b_h)
    return h
