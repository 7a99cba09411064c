# mistake: The bias is added twice, once to each term, as in PyTorch with b_ih and b_hh.
# named by: bias|twice|b_h
import numpy as np


def scalar_step(x, h_prev, W_xh, W_hh, b_h):
    i = W_xh * x + b_h
    r = W_hh * h_prev + b_h
    return np.tanh(i + r)
