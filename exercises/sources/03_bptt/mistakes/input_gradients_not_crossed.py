"""Takes da_1 for dh_0.

task: bptt.input_gradients
hint: bptt.input_gradients.not_crossed
"""

import numpy as np


def input_gradients(da, W_xh, W_hh):
    return np.matmul(da, W_xh), da[0].copy()
