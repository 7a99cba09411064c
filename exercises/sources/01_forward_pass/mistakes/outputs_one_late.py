"""Reads each output from the state before.

task: forward.outputs
hint: forward.outputs.one_late
"""

import numpy as np


def rnn_outputs(h, W_hy, b_y):
    T = h.shape[0] - 1
    y_hat = np.zeros((T, b_y.shape[0]))
    for t in range(T):
        y_hat[t] = W_hy @ h[t] + b_y
    return y_hat
