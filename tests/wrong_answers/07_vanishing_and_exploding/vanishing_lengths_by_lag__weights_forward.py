# mistake: The gradient crosses W_hh, not its transpose.
# named by: transpos|W_hhᵀ|ᵀ
import numpy as np


def lengths_by_lag(W_hh, h, dh_last):
    out = [np.sqrt(np.sum(dh_last**2))]
    g = dh_last
    for t in range(len(h) - 1, 0, -1):
        g = W_hh @ (g * (1 - h[t] ** 2))
        out.append(np.sqrt(np.sum(g**2)))
    return np.array(out)
