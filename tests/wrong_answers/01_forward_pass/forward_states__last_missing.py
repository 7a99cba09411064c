# mistake: The loop ends one step early, so the last state stays zero.
# named by: last|early|one step
import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    T = len(x)
    h = np.zeros((T + 1, len(h0)))
    h[0] = h0
    for t in range(1, T):
        a = W_xh @ x[t - 1] + W_hh @ h[t - 1] + b_h
        h[t] = np.tanh(a)
    return h
