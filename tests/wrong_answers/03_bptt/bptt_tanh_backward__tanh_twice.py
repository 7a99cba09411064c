# mistake: tanh is applied to h again, although h is already the tanh.
# named by: already|twice|again
import numpy as np


def tanh_backward(dh, h):
    return dh * (1 - np.tanh(h) ** 2)
