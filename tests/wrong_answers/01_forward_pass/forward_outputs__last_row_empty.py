# mistake: The loop ends one step early, so the last output row stays zero.
# named by: last|early
import numpy as np


def rnn_outputs(h, W_hy, b_y):
    T = h.shape[0] - 1
    y_hat = np.zeros((T, W_hy.shape[0]))
    for t in range(1, T):
        y_hat[t - 1] = W_hy @ h[t] + b_y
    return y_hat
