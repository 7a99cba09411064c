"""Turns every outer product round.

task: bptt.weight_gradients
hint: bptt.weight_gradients.transposed
"""

import numpy as np


def weight_gradients(da, x, h):
    return {"W_xh": x.T @ da, "W_hh": h[:-1].T @ da, "b_h": np.sum(da, axis=0)}
