# mistake: The slopes stand to the right of W_hh.
# named by: column|row|before
import numpy as np


def jacobian_product(W_hh, h):
    J = np.eye(len(W_hh))
    for t in range(1, len(h)):
        J = (W_hh * (1 - h[t] ** 2)) @ J
    return J
