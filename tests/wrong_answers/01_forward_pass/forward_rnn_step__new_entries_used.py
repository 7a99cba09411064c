# mistake: The state is overwritten entry by entry, so later entries read already updated ones instead of h_prev.
# named by: overwrit|h_prev|updated
import numpy as np


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    h = np.array(h_prev, dtype=float)
    for i in range(len(h)):
        a = b_h[i]
        for d in range(len(x_t)):
            a += W_xh[i, d] * x_t[d]
        for j in range(len(h)):
            a += W_hh[i, j] * h[j]
        h[i] = np.tanh(a)
    return h
