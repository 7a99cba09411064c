# mistake: Takes the number of the chunk for the place in it.
# named by: //|quotient|number of the chunk|%
import numpy as np


def reached(T, chunk):
    t = np.arange(T)
    return np.array([np.mean(t[k:] // chunk >= k) for k in range(T)])
