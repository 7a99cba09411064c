"""Takes the inputs from the end.

task: forward.states
hint: forward.states.reads_backwards
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    h = [h0]
    for t in range(1, len(x) + 1):
        h.append(np.tanh(W_xh @ x[-t] + W_hh @ h[-1] + b_h))
    return np.array(h)
