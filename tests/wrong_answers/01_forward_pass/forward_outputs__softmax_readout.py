# mistake: A softmax turns the outputs into probabilities although the readout is linear.
# named by: softmax|linear|probabilit
import numpy as np


def rnn_outputs(h, W_hy, b_y):
    o = h[1:].dot(W_hy.T) + b_y
    e = np.exp(o - o.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
