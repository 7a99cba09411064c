# mistake: The loop begins at h[0].
# named by: too many|h_0|h[0]|one factor
import numpy as np


def jacobian_product(W_hh, h):
    J = np.eye(len(W_hh))
    for h_t in h:
        J = (1 - h_t**2)[:, None] * W_hh @ J
    return J
