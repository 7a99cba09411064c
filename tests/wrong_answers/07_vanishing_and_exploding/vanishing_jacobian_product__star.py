# mistake: The matrices are multiplied entry by entry.
# named by: entry|@|matrix product
import numpy as np


def jacobian_product(W_hh, h):
    J = np.ones_like(W_hh)
    for h_t in h[1:]:
        J = J * ((1 - h_t**2)[:, None] * W_hh)
    return J
