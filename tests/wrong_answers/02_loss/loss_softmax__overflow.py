# mistake: Nothing is subtracted before exp, so large scores overflow to NaN.
# named by: overflow|subtract|large
import numpy as np


def softmax(z):
    e = np.exp(z)
    return e / e.sum(axis=1)[:, None]
