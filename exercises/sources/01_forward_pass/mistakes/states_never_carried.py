"""Never replaces the state it starts from.

task: forward.states
hint: forward.states.never_carried
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    h_prev = h0
    h = [h0]
    for x_t in x:
        h_t = np.tanh(W_xh @ x_t + W_hh @ h_prev + b_h)
        h.append(h_t)
    return np.stack(h)
