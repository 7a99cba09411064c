"""Makes an output of h_0 too.

task: forward.outputs
hint: forward.outputs.reads_h0
"""

import numpy as np


def rnn_outputs(h, W_hy, b_y):
    return np.array([W_hy @ h_t + b_y for h_t in h])
