"""Starts every step from h0.

task: forward.batch
hint: forward.batch.never_carried
"""

import numpy as np


def rnn_batch(x, h0, W_xh, W_hh, b_h):
    return np.array([np.tanh(x_t @ W_xh.T + h0 @ W_hh.T + b_h) for x_t in x])
