# mistake: np.linalg.norm(W_hh) without 2 is the Frobenius norm, not the largest singular value.
# named by: frobenius|singular value|all entries|np.linalg.norm
import numpy as np


def gradient_bound(W_hh, gamma, k):
    sigma = np.linalg.norm(W_hh)
    c = gamma * sigma
    if c < 1:
        return c**k, -1
    return c**k, 1
