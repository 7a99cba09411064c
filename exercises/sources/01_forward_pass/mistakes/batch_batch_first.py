"""Puts the batch on the first axis.

task: forward.batch
hint: forward.batch.batch_first
"""

import numpy as np


def rnn_batch(x, h0, W_xh, W_hh, b_h):
    result = []
    for b in range(x.shape[1]):
        h, row = h0[b], []
        for t in range(x.shape[0]):
            h = np.tanh(W_xh @ x[t, b] + W_hh @ h + b_h)
            row.append(h)
        result.append(row)
    return np.array(result)
