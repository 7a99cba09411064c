# mistake: The entries are added instead of taking the length.
# named by: length|root|square
import numpy as np


def lengths_by_lag(W_hh, h, dh_last):
    out = [dh_last.sum()]
    dh = dh_last
    for t in range(len(h) - 1, 0, -1):
        dh = W_hh.T @ ((1 - h[t] ** 2) * dh)
        out.append(dh.sum())
    return np.array(out)
