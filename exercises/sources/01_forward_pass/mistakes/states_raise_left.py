"""Leaves the line that stood in place of the answer, above the answer.

task: forward.states
hint: raise_left
"""

import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    """Return h (T + 1, H)."""
    raise NotImplementedError
    h = [h0]
    for x_t in x:
        h.append(np.tanh(W_xh @ x_t + W_hh @ h[-1] + b_h))
    return np.array(h)
