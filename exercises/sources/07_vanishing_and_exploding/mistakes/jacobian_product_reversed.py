"""Begins with the first step on the left.

task: vanishing.jacobian_product
hint: vanishing.jacobian_product.reversed
"""

import numpy as np


def jacobian_product(W_hh, h):
    product = np.eye(len(W_hh))
    for h_t in h[1:]:
        product = product @ ((1 - h_t**2)[:, None] * W_hh)
    return product
