# mistake: The sequence starts from zeros, h0 is ignored.
# named by: h0|h_0|zero
import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    T = x.shape[0]
    H = W_hh.shape[0]
    h = np.zeros((T + 1, H))
    for t in range(T):
        h[t + 1] = np.tanh(W_xh @ x[t] + W_hh @ h[t] + b_h)
    return h
