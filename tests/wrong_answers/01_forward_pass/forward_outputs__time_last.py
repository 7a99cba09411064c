# mistake: The result is transposed, (O, T) instead of (T, O).
# named by: shape|transpos
import numpy as np


def rnn_outputs(h, W_hy, b_y):
    return W_hy @ h[1:].T + b_y[:, np.newaxis]
