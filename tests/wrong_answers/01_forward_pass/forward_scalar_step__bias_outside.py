# mistake: The bias is added after tanh instead of inside it.
# named by: outside|inside|bias
import numpy as np


def scalar_step(x, h_prev, W_xh, W_hh, b_h):
    return np.tanh(W_xh * x + W_hh * h_prev) + b_h
