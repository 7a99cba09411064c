"""Returns one state for each input and no more.

task: forward.states
hint: forward.states.drops_h0
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    states = []
    h = h0
    for t in range(len(x)):
        h = np.tanh(W_xh @ x[t] + W_hh @ h + b_h)
        states.append(h)
    return np.array(states)
