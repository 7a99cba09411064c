# mistake: The product of all singular values is taken.
# named by: largest|all|product
import numpy as np


def gradient_bound(W_hh, gamma, k):
    s = np.prod(np.linalg.svd(W_hh)[1])
    return (gamma * s) ** k, (-1 if gamma * s < 1 else 1)
