# mistake: The loop ends one step before h_0.
# named by: lag T|T + 1|missing|one fewer|shape
import numpy as np


def lengths_by_lag(W_hh, h, dh_last):
    dh = dh_last
    out = [np.linalg.norm(dh)]
    for t in range(len(h) - 1, 1, -1):
        dh = W_hh.T @ ((1 - h[t] ** 2) * dh)
        out.append(np.linalg.norm(dh))
    return np.array(out)
