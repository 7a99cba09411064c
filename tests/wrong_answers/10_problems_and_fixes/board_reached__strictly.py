# mistake: More than k steps are asked for.
# named by: 1 more than
import numpy as np


def reached(T, chunk):
    out = np.zeros(T)
    for k in range(T):
        n = 0
        for t in range(k, T):
            if t % chunk > k:
                n += 1
        out[k] = n / (T - k)
    return out
