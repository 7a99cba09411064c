# mistake: The caller's h0 is overwritten in place while the states are computed.
# named by: in place|changed|overwr
import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    h_prev = h0
    h = [h_prev.copy()]
    for t in range(len(x)):
        h_prev[:] = np.tanh(W_xh @ x[t] + W_hh @ h_prev + b_h)
        h.append(h_prev.copy())
    return np.stack(h)
