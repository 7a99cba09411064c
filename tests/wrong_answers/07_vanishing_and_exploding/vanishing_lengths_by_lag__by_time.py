# mistake: The lengths come in the order of time, dh_0 first, instead of by lag.
# named by: order of time|by lag|reversed|backwards|first entry
import numpy as np


def lengths_by_lag(W_hh, h, dh_last):
    T = len(h) - 1
    dh = np.zeros_like(h, dtype=float)
    dh[T] = dh_last
    for t in range(T, 0, -1):
        dh[t - 1] = W_hh.T @ ((1 - h[t] ** 2) * dh[t])
    return np.linalg.norm(dh, axis=1)
