# mistake: Only the final state is returned, not the state after each step.
# named by: every|each|last|shape
import numpy as np


def rnn_batch(x, h0, W_xh, W_hh, b_h):
    h = h0
    for x_t in x:
        h = np.tanh(x_t @ W_xh.T + h @ W_hh.T + b_h)
    return h
