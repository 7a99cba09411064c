"""Transposes one of the two matrices only.

task: forward.batch
hint: forward.batch.hh_transposed
"""

import numpy as np


def rnn_batch(x, h0, W_xh, W_hh, b_h):
    T, B = x.shape[:2]
    h = np.zeros((T, B, len(b_h)))
    previous = h0
    for t in range(T):
        h[t] = previous = np.tanh(x[t] @ W_xh.T + previous @ W_hh + b_h)
    return h
