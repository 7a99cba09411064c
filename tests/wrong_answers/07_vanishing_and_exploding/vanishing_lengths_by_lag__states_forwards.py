# mistake: The states are gone through from the first, while the gradient goes back.
# named by: order|backward|other way
import numpy as np


def lengths_by_lag(W_hh, h, dh_last):
    dh = dh_last
    out = [np.linalg.norm(dh)]
    for h_t in h[1:]:
        dh = W_hh.T @ ((1 - h_t**2) * dh)
        out.append(np.linalg.norm(dh))
    return np.array(out)
