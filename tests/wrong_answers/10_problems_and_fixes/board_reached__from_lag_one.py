# mistake: Begins with lag 1.
# named by: range(1, T)
import numpy as np


def reached(T, chunk):
    t = np.arange(T)
    return np.array([np.mean(t[k:] % chunk >= k) for k in range(1, T)])
