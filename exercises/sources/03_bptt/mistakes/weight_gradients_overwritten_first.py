"""Assigns in a loop that runs backwards.

task: bptt.weight_gradients
hint: bptt.weight_gradients.overwritten
"""

import numpy as np


def weight_gradients(da, x, h):
    for t in reversed(range(len(x))):
        W_xh = np.outer(da[t], x[t])
        W_hh = np.outer(da[t], h[t])
        b_h = da[t]
    return {"W_xh": W_xh, "W_hh": W_hh, "b_h": b_h}
