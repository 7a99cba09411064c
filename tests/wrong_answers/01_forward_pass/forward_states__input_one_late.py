# mistake: The loop reads x[t] for step t, so x_1 is skipped and the last input is used twice.
# named by: x[t - 1]|one step|shift|input|row of `x` after its own
import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    T = len(x)
    h = [h0]
    for t in range(1, T + 1):
        i = min(t, T - 1)  # otherwise index 5 is out of bounds
        h.append(np.tanh(W_xh @ x[i] + W_hh @ h[t - 1] + b_h))
    return np.array(h)
