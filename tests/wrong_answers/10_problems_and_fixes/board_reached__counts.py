# mistake: Returns how many, not the share.
# named by: mean|share|divided|sum|number
import numpy as np


def reached(T, chunk):
    t = np.arange(T)
    return np.array([np.sum(t[k:] % chunk >= k) for k in range(T)])
