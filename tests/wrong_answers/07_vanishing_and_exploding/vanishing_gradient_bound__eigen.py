# mistake: The eigenvalues are taken.
# named by: spectral radius|singular
import numpy as np


def gradient_bound(W_hh, gamma, k):
    s = np.max(np.abs(np.linalg.eigvals(W_hh)))
    return (gamma * s) ** k, (-1 if gamma * s < 1 else 1)
