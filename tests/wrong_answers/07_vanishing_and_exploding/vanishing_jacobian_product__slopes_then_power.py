# mistake: The slopes of all steps are multiplied first, then the power of W_hh.
# named by: step|order|each|own|other way round
import numpy as np


def jacobian_product(W_hh, h):
    slopes = np.prod(1 - h[1:] ** 2, axis=0)
    return slopes[:, None] * np.linalg.matrix_power(W_hh, len(h) - 1)
