"""Squashes the outputs as well.

task: forward.outputs
hint: forward.outputs.tanh
"""

import numpy as np


def rnn_outputs(h, W_hy, b_y):
    return np.tanh(np.matmul(h[1:], np.transpose(W_hy)) + b_y)
