# mistake: The lengths are stored by step, so they come in the order of time.
# named by: order|lag|time
import numpy as np


def lengths_by_lag(W_hh, h, dh_last):
    T = len(h) - 1
    out = np.zeros(T + 1)
    out[T] = np.linalg.norm(dh_last)
    dh = dh_last
    for t in range(T, 0, -1):
        dh = W_hh.T @ ((1 - h[t] ** 2) * dh)
        out[t - 1] = np.linalg.norm(dh)
    return out
