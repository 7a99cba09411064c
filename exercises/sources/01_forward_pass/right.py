"""Right answers, each written in another way than the master's."""

import numpy as np


def scalar_step(x, h_prev, W_xh, W_hh, b_h):
    e = np.exp(-2 * (b_h + x * W_xh + h_prev * W_hh))
    return (1 - e) / (1 + e)


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    h = []
    for row_x, row_h, b in zip(W_xh, W_hh, b_h, strict=True):
        a = b + sum(w * x for w, x in zip(row_x, x_t, strict=True))
        h.append(np.tanh(a + sum(w * s for w, s in zip(row_h, h_prev, strict=True))))
    return np.array(h)


def rnn_states(x, h0, W_xh, W_hh, b_h):
    inputs = x @ W_xh.T + b_h
    h = np.vstack([h0, np.empty_like(inputs)])
    for t, a_x in enumerate(inputs):
        h[t + 1] = np.tanh(a_x + h[t] @ W_hh.T)
    return h


def rnn_outputs(h, W_hy, b_y):
    return np.array([[b + w @ h_t for w, b in zip(W_hy, b_y, strict=True)] for h_t in h[1:]])


def rnn_batch(x, h0, W_xh, W_hh, b_h):
    columns = [rnn_states(x[:, b], h0[b], W_xh, W_hh, b_h)[1:] for b in range(len(h0))]
    return np.stack(columns, axis=1)


def masked_step(x_t, h_prev, mask_t, W_xh, W_hh, b_h):
    h_t = h_prev.copy()
    for b in np.flatnonzero(mask_t):
        h_t[b] = rnn_step(x_t[b], h_prev[b], W_xh, W_hh, b_h)
    return h_t
