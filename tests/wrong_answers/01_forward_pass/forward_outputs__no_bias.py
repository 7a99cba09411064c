# mistake: The output bias b_y is not added.
# named by: bias|b_y
import numpy as np


def rnn_outputs(h, W_hy, b_y):
    out = []
    for h_t in h[1:]:
        out.append(W_hy @ h_t)
    return np.stack(out)
