# mistake: dh0 is taken from the last step's da instead of the first.
# named by: first|da[0]|last
import numpy as np


def input_gradients(da, W_xh, W_hh):
    T = len(da)
    dx = np.array([W_xh.T @ da[t] for t in range(T)])
    for t in range(T):
        dh0 = W_hh.T @ da[t]
    return dx, dh0
