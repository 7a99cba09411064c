# mistake: An eigenvalue itself divides W.
# named by: abs|complex|imaginary
import numpy as np


def scaled_to_radius(W, rho):
    return W * rho / np.linalg.eigvals(W).max()
