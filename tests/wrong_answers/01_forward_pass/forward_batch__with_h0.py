# mistake: h0 is kept in row 0, so the result has T + 1 steps as in task 1.3.
# named by: h0|h_0|T + 1
import numpy as np


def rnn_batch(x, h0, W_xh, W_hh, b_h):
    states = [h0]
    for x_t in x:
        states.append(np.tanh(x_t @ W_xh.T + states[-1] @ W_hh.T + b_h))
    return np.stack(states)
