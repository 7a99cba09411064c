# mistake: Each new Jacobian is multiplied from the right.
# named by: order|left|right
import numpy as np


def jacobian_product(W_hh, h):
    J = np.eye(len(W_hh))
    for t in range(1, len(h)):
        J = J @ np.diag(1 - h[t] ** 2) @ W_hh
    return J
