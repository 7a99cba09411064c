# mistake: The whole bracket is squared, (1 - h)^2, instead of h alone.
# named by: bracket|square|h**2|parenthes
import numpy as np


def tanh_backward(dh, h):
    local = np.power(1 - h, 2)
    return np.multiply(dh, local)
