# mistake: Each neuron sees only its own old state: the diagonal of W_hh is used instead of the matrix.
# named by: diagonal|W_hh|matrix
import numpy as np


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = np.zeros(len(h_prev))
    for i in range(len(h_prev)):
        h_t[i] = np.tanh(W_xh[i].dot(x_t) + W_hh[i, i] * h_prev[i] + b_h[i])
    return h_t
