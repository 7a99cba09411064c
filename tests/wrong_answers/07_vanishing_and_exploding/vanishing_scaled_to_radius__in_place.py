# mistake: W itself is scaled.
# named by: itself|changed|in place|copy|W
import numpy as np


def scaled_to_radius(W, rho):
    W *= rho / np.abs(np.linalg.eigvals(W)).max()
    return W
