# mistake: A pair (all states, final state) is returned as torch.nn.RNN does.
# named by: tuple|pair|array|return|more than one thing
import numpy as np


def rnn_batch(x, h0, W_xh, W_hh, b_h):
    T, B, D = x.shape
    output = np.zeros((T,) + h0.shape)
    h_n = h0
    for t in range(T):
        h_n = np.tanh(x[t] @ W_xh.T + h_n @ W_hh.T + b_h)
        output[t] = h_n
    return output, h_n
