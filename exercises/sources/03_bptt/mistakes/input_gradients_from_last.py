"""Uses the da that the loop would begin with.

task: bptt.input_gradients
hint: bptt.input_gradients.from_last
"""

import numpy as np


def input_gradients(da, W_xh, W_hh):
    dx = np.array([W_xh.T @ row for row in da])
    return dx, W_hh.T @ da[len(da) - 1]
