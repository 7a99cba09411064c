# mistake: The old state is added to the new one as in a residual connection (h = h_prev + tanh).
# named by: h_prev|added|old state
import numpy as np


def scalar_step(x, h_prev, W_xh, W_hh, b_h):
    update = np.tanh(W_xh * x + W_hh * h_prev + b_h)
    return h_prev + update
