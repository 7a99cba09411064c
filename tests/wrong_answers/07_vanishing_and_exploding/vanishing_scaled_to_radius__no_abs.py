# mistake: The absolute value is forgotten.
# named by: abs|negative
import numpy as np


def scaled_to_radius(W, rho):
    return W * rho / np.max(np.linalg.eigvals(W).real)
