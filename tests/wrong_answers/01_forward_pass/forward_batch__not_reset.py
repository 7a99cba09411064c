# mistake: Looping over the sequences, the state is carried from one sequence to the next instead of starting from its own row of h0.
# named by: h0|own|sequence
import numpy as np


def rnn_batch(x, h0, W_xh, W_hh, b_h):
    T, B, _ = x.shape
    h = np.zeros((T, B, W_hh.shape[0]))
    state = h0[0]
    for b in range(B):
        for t in range(T):
            state = np.tanh(W_xh @ x[t, b] + W_hh @ state + b_h)
            h[t, b] = state
    return h
