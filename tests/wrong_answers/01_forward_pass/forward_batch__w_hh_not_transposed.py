# mistake: W_hh is not transposed although the states are rows.
# named by: transpos
import numpy as np


def rnn_batch(x, h0, W_xh, W_hh, b_h):
    T, B, D = x.shape
    h = np.zeros((T, B, len(b_h)))
    prev = h0
    for t in range(T):
        h[t] = np.tanh(x[t].dot(W_xh.T) + prev.dot(W_hh) + b_h)
        prev = h[t]
    return h
