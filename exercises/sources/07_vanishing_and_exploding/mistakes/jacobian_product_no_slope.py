"""Forgets the tanh.

task: vanishing.jacobian_product
hint: vanishing.jacobian_product.no_slope
"""


def jacobian_product(W_hh, h):
    product = W_hh
    for _ in range(len(h) - 2):
        product = W_hh @ product
    return product
