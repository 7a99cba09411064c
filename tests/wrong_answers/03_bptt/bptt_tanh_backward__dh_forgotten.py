# mistake: Only the local derivative is returned; dh is not multiplied in.
# named by: dh|multipl|chain
import numpy as np


def tanh_backward(dh, h):
    da = np.ones_like(h)
    da -= h * h
    return da
