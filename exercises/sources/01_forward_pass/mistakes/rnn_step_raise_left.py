"""Leaves the line that stood in place of the answer, below the answer.

task: forward.rnn_step
hint: raise_left
"""

import numpy as np


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    """Return h_t (H,)."""
    h_t = np.tanh(W_xh @ x_t + W_hh @ h_prev + b_h)
    raise NotImplementedError
    return h_t
