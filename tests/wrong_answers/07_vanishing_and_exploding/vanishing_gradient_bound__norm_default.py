# mistake: np.linalg.norm without an order is the root of the sum of squares.
# named by: sum of|frobenius|np.linalg.norm
import numpy as np


def gradient_bound(W_hh, gamma, k):
    s = gamma * np.linalg.norm(W_hh)
    if s < 1:
        return s**k, -1
    return s**k, 1
