"""Forgets to start each sequence anew.

task: forward.batch
hint: forward.batch.leaks
"""

import numpy as np


def rnn_batch(x, h0, W_xh, W_hh, b_h):
    T, B = x.shape[:2]
    h = np.zeros((T, B, len(b_h)))
    state = h0[0]
    for b in range(B):
        for t in range(T):
            state = np.tanh(W_xh @ x[t, b] + W_hh @ state + b_h)
            h[t, b] = state
    return h
