# mistake: The outputs are read from h[:-1], the states before each step (h_0 to h_{T-1}).
# named by: h[1:]|h_0|one step|previous|h_{t-1} where it should be h_t
import numpy as np


def rnn_outputs(h, W_hy, b_y):
    T = len(h) - 1
    y_hat = np.empty((T, len(b_y)))
    for t in range(T):
        y_hat[t] = W_hy @ h[t] + b_y
    return y_hat
