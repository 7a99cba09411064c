# mistake: da[1] is taken for da_1, but rows count from 0.
# named by: da[0]|row|first
import numpy as np


def input_gradients(da, W_xh, W_hh):
    dx = np.zeros((da.shape[0], W_xh.shape[1]))
    for t in range(da.shape[0]):
        for d in range(W_xh.shape[1]):
            dx[t, d] = np.dot(W_xh[:, d], da[t])
    return dx, da[1] @ W_hh
