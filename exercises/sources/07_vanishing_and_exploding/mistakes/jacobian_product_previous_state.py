"""Pairs each step with the state it leaves.

task: vanishing.jacobian_product
hint: vanishing.jacobian_product.previous_state
"""

import numpy as np


def jacobian_product(W_hh, h):
    product = np.eye(len(W_hh))
    for t in range(len(h) - 1):
        product = np.diag(1 - h[t] ** 2) @ W_hh @ product
    return product
