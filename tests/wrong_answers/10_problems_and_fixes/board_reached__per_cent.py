# mistake: Gives per cent.
# named by: 100
import numpy as np


def reached(T, chunk):
    t = np.arange(T)
    return np.array([100 * np.mean(t[k:] % chunk >= k) for k in range(T)])
