"""Returns one state for each input, the ones before it has been read.

task: forward.states
hint: forward.states.drops_last
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    h = [h0]
    for x_t in x:
        h.append(np.tanh(W_xh @ x_t + W_hh @ h[-1] + b_h))
    return np.array(h[:-1])
