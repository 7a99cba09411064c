# mistake: The Jacobians are multiplied in the order of time, J_1 first on the left, so the product is in the wrong order.
# named by: order|stands first|from the left|on the left|reversed
import numpy as np


def jacobian_product(W_hh, h):
    product = np.eye(W_hh.shape[0])
    for h_t in h[1:]:
        product = product @ (np.diag(1 - h_t**2) @ W_hh)
    return product
