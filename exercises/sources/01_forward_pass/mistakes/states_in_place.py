"""Uses the array of h_0 as its own.

task: forward.states
hint: modified_input
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    h = [h0.copy()]
    for x_t in x:
        h0[:] = np.tanh(W_xh @ x_t + W_hh @ h0 + b_h)
        h.append(h0.copy())
    return np.array(h)
