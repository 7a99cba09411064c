# mistake: tanh is applied to the outputs although the readout is linear.
# named by: tanh|linear
import numpy as np


def rnn_outputs(h, W_hy, b_y):
    return np.array([np.tanh(np.dot(W_hy, s) + b_y) for s in h[1:]])
